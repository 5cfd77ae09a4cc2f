const spelled: Record<string, string> = {
  one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9', ten: '10', eleven: '11', twelve: '12',
  un: '1', deux: '2', trois: '3', quatre: '4', cinq: '5', sept: '7', huit: '8', neuf: '9', dix: '10',
  ii: '2', iii: '3', iv: '4', v: '5', vi: '6', vii: '7', viii: '8', ix: '9', x: '10', xi: '11', xii: '12', xiii: '13', xiv: '14', xv: '15', xvi: '16', xvii: '17', xviii: '18', xix: '19', xx: '20',
  first: '1', second: '2', third: '3', '1st': '1', '2nd': '2', '3rd': '3', '1er': '1', '2e': '2',
}

/** The number a word of an organisation's name says, in digits: in letters of English or French, in Roman numerals or as it is. Null: it says none. */
export const numberOf = (word: string): string | null => spelled[word] ?? (/^\d/.test(word) ? word : null)
