// Which URLs are endpoints. A file of its own, because it is asked long before anything is proven.

export function isWssUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'wss:';
}
