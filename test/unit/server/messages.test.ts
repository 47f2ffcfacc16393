import assert from 'node:assert/strict'
import {test} from 'node:test'
import {messages} from '../../../src/server/messages.ts'

const all = Object.entries(messages)

// JSON lines have these of their own.
const reserved = ['time', 'level', 'pid', 'logger', 'id', 'text']
// It says the same there.
const allowed = ['DHCP4_STARTING pid']

test('placeholders do not stand in the way of the fields that every JSON line has', () => {
  const clashes = all.flatMap(([id, [, , text]]) =>
    [...text.matchAll(/\{(\w+)\}/g)].filter(([, name]) => reserved.includes(name!)).map(([, name]) => `${id} ${name}`),
  )
  assert.deepEqual(
    clashes.filter(clash => !allowed.includes(clash)),
    [],
  )
})

test('only debug messages have a level, each of them has one', () => {
  const wrong = all.filter(([, [severity, , , level]]) => (severity === 'debug') !== (level !== undefined))
  assert.deepEqual(wrong, [])
})

test('braces are placeholders and nothing else', () => {
  const wrong = all.filter(([, [, , text]]) => /[{}]/.test(text.replaceAll(/\{[a-z]+\}/gi, '')))
  assert.deepEqual(wrong, [])
})
