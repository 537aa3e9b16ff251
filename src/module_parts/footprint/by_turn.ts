// In which turn files go: what a proxy reads before what it reads that by, logs when nobody writes into them any more. Pure.

export interface FilesByTurn {
  readonly nginx_files: readonly string[];
  readonly apache_files: readonly string[];
  readonly haproxy_files: readonly string[];
  readonly apache_libraries: readonly string[];
  readonly files: readonly string[];
  readonly cap: boolean;
  /** Files that nobody reads any more when all that is done: no block takes them back. */
  readonly last_files: readonly string[];
}

export function byTurn(paths: readonly string[]): FilesByTurn {
  const of = (test: RegExp) => paths.filter((path) => test.test(path));
  const [logs, libraries] = [of(/^\/var\/log\//), of(/^\/etc\/apache2\/mods-/)];
  const [nginx, apache] = [of(/^\/etc\/nginx\//), of(/^(\/etc|\/var\/lib)\/apache2\/(?!mods-)/)];
  const haproxy = of(/^\/etc\/haproxy\//);
  const late = of(/hostwright-acme-ca\.pem$/);
  const others = paths.filter(
    (path) => ![logs, libraries, nginx, apache, haproxy, late].flat().includes(path),
  );
  return {
    nginx_files: inOrder(nginx),
    apache_files: inOrder(apache),
    haproxy_files: inOrder(haproxy),
    apache_libraries: inOrder(libraries),
    files: others.filter((path) => !isCap(path)),
    cap: others.some(isCap),
    last_files: [...logs, ...late],
  };
}

/** What is enabled goes before what it leads to. */
function inOrder(paths: readonly string[]): readonly string[] {
  const rank = (path: string) => (path.includes('/sites-enabled/') ? 0 : path.includes('-enabled/') ? 1 : 2);
  return [...paths].sort((a, b) => rank(a) - rank(b));
}

/** The module connection_cap takes these away, and what the kernel has. */
function isCap(path: string): boolean {
  return path === '/etc/hostwright-wss.nft' || path.endsWith('/hostwright-wss-cap.service');
}
