import type { Field, FieldType } from './components.ts'

/** The template of `views/partials/fields` that draws each kind of question. */
const drawnBy = (type: FieldType): string => {
  if (type === 'select' || type === 'textarea' || type === 'checkbox' || type === 'file') return type
  return type === 'radios' || type === 'checkboxes' ? 'choices' : 'input'
}

const ticked = (value: Field['value'], option: string): boolean =>
  Array.isArray(value) ? value.includes(option) : value !== null && value !== undefined && String(value) === option

const blank = {
  hint: '',
  error: '',
  isRequired: false,
  isOptional: false,
  isDisabled: false,
  isLabelHidden: false,
  autocomplete: '',
  inputmode: '',
  placeholder: '',
  rows: 4,
  min: '',
  max: '',
  maxlength: '',
  accept: '',
  isMultiple: false,
  prefix: '',
  suffix: '',
}

/** Leaves out what was handed as undefined, so that the blank stands. */
const said = (field: Field) => Object.fromEntries(Object.entries(field).filter(([, value]) => value !== undefined))

/** Every name the templates of a question use, none missing: identifiers, what describes it, which option is chosen. */
export const completeField = (field: Field) => {
  const type = field.type ?? 'text'
  const id = field.id ?? `f-${field.name}`
  const described = [field.hint && `${id}-hint`, field.error && `${id}-error`].filter(Boolean).join(' ')
  const options = (field.options ?? []).map((option, index) => ({
    hint: '',
    ...option,
    id: index === 0 ? id : `${id}-${index + 1}`,
    isChosen: ticked(field.value, option.value),
  }))
  return {
    ...blank,
    value: '',
    width: 'medium',
    ...said(field),
    type,
    id,
    described,
    options,
    drawnBy: `fields/${drawnBy(type)}`,
    kind: type === 'radios' ? 'radio' : 'checkbox',
    isChosen: field.value === true || field.value === 'on' || field.value === 'true',
  }
}
