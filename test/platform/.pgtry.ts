import { startEmbeddedPostgres } from '/work/main/src/platform/embedded-postgres.ts'
import pg from 'pg'
const t=performance.now()
const log:any={info:(...a:any)=>console.log('info',...a),warn:console.log,error:(...a:any)=>console.log('error',...a)}
const mode=process.argv[3]
try{
const s=await startEmbeddedPostgres({dataDir:process.argv[2]!,log,alone:mode!=='guest'})
console.log('ready',Math.round(performance.now()-t),'ms', process.pid)
const c=new pg.Client(s.connectionString); await c.connect()
console.log((await c.query("select version(), lower('É') l, now() at time zone 'Europe/Paris' p, current_setting('data_checksums') k, usesuper from pg_user where usename=current_user")).rows[0])
await c.query('create table if not exists t(i int)'); await c.query('insert into t values(1)'); console.log((await c.query('select count(*) from t')).rows[0]); c.on('error',()=>{})
if(mode==='hold'||mode==='crash'){ setInterval(()=>{},1000); process.on('SIGINT',async()=>{console.log('int');await new Promise(r=>setTimeout(r,500));await c.query('select 1');await c.end();await s.stop();console.log('stopped');process.exit(0)}) }
else {await c.end(); const t2=performance.now(); await s.stop(); console.log('stopped in',Math.round(performance.now()-t2))}
}catch(e:any){console.log('FAULT',e.message); process.exitCode=3}
