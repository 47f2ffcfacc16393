/** How the name of a client is made (facts: server.md §2.3, `ddns-*` and `hostname-char-*`). */
export interface NameSettings4 {
  readonly overrideNoUpdate: boolean
  readonly overrideClientUpdate: boolean
  readonly replaceClientName: 'never' | 'always' | 'when-present' | 'when-not-present'
  readonly generatedPrefix: string
  readonly qualifyingSuffix: string
  /** What is not allowed in a name; undefined = everything is. */
  readonly charSet: RegExp | undefined
  readonly charReplacement: string
}

export const defaultNames4: NameSettings4 = {
  overrideNoUpdate: false,
  overrideClientUpdate: false,
  replaceClientName: 'never',
  generatedPrefix: 'myhost',
  qualifyingSuffix: '',
  charSet: /[^A-Za-z0-9.-]/g,
  charReplacement: '',
}
