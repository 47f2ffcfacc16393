import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test} from 'node:test'
import {UnixDatagrams} from '../../../src/net/unix-datagram.ts'
import {receiveDatagrams} from '../../support/datagram-receiver.ts'

for (const kind of ['path', 'abstract name'] as const) {
  test(`datagrams reach a ${kind}, also after the receiver was started again`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'keats-datagram-'))
    const name = kind === 'path' ? join(directory, 'log') : `@keats-test-${process.pid}`
    const sender = new UnixDatagrams(name)
    assert.match(sender.send('nobody there') ?? '', /^(ENOENT|ECONNREFUSED)$/)
    for (const round of ['first', 'second']) {
      const receiver = receiveDatagrams(name)
      assert.equal(sender.send(`${round} “line”\nand more`), undefined)
      assert.equal(await receiver.next(), `${round} “line”\nand more`)
      receiver.close()
    }
    assert.match(sender.send('gone') ?? '', /^(ENOENT|ECONNREFUSED)$/)
    sender.close()
    assert.equal(sender.send('closed'), 'EBADF')
    sender.close()
    rmSync(directory, {recursive: true})
  })
}

test('a receiver that does not read costs an error, not time', () => {
  const name = `@keats-test-full-${process.pid}`
  const receiver = receiveDatagrams(name)
  const sender = new UnixDatagrams(name)
  let taken = 0
  let error: string | undefined
  while (error === undefined && taken < 100_000) {
    error = sender.send('line')
    taken++
  }
  assert.equal(error, 'EAGAIN')
  assert.equal(sender.send(Buffer.alloc(4_000_000)), 'EMSGSIZE')
  sender.close()
  receiver.close()
})

test('a name that no socket address holds is refused', () => {
  assert.throws(() => new UnixDatagrams(`/${'x'.repeat(108)}`), {code: 'ENAMETOOLONG'})
  new UnixDatagrams(`/${'x'.repeat(106)}`).close()
})
