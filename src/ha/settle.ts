import type {HaEffect} from './events.ts'
import type {HaMachine, Moment} from './machine.ts'
import {nextMove} from './moves.ts'
import type {HaSetup} from './setup.ts'
import {terminationOf} from './skew.ts'
import {also, beginTask, enter, type Turn} from './turn.ts'

/** No chain of transitions is longer; a bound for mistakes in the table. */
const MOST_MOVES = 8

/** Moves from state to state until the machine stays, or has work to wait for. */
export function settle(setup: HaSetup, given: Turn, now: Moment): Turn {
  let turn = given
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const next = nextMove(setup, turn.machine, now)
    if (next === undefined) return turn
    if ('run' in next) return beginTask(turn, next.run)
    const why = next.to === 'terminated' ? reason(setup, turn.machine) : []
    turn = enter(setup, also(turn, ...why), next.to, now)
  }
  return turn
}

function reason(setup: HaSetup, machine: HaMachine): readonly HaEffect[] {
  const why = terminationOf(setup, machine)
  return why === undefined ? [] : [{kind: 'terminate', why}]
}
