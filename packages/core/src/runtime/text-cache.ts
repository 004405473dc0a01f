/** Texts by key, kept from one run to the next. Neither method throws: what is not kept is found out again. */
export interface TextCache {
  get(key: string): Promise<string | null>
  put(key: string, text: string): Promise<void>
}
