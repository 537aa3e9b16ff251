// apache2_module: what Debian's .load files say, and what follows. On real hosts: test/lab/apache2.test.ts.

import { describe, expect, it } from 'vitest';
import type { Change, Verdict } from '../../src/change.js';
import { foretoldBy, readBy, refusals, verdictOf } from './ask_module.js';

// bookworm with libapache2-mod-php and libapache2-mod-qos, 22 November 2026; modules that play no part left out
const bookworm = `enabled=alias
enabled=mime
enabled=mpm_prefork
enabled=php8.2
enabled=setenvif
available=alias
available=cgi
available=cgid
available=mime
available=mpm_event
available=mpm_prefork
available=mpm_worker
available=php8.2
available=proxy
available=proxy_html
available=proxy_http
available=qos
available=setenvif
available=socache_shmcb
available=ssl
available=xml2enc
mpm_event.load:# Conflicts: mpm_worker mpm_prefork
mpm_prefork.load:# Conflicts: mpm_event mpm_worker
mpm_worker.load:# Conflicts: mpm_event mpm_prefork
php8.2.load:# Conflicts: php5
php8.2.load:# Depends: mpm_prefork
proxy_html.load:# Depends: proxy xml2enc
proxy_http.load:# Depends: proxy
ssl.load:# Depends: setenvif mime socache_shmcb
`;
const withoutPhp = bookworm.replace('enabled=php8.2\n', '');
const withEvent = withoutPhp.replace('enabled=mpm_prefork', 'enabled=mpm_event');

function judge(params: object, printed: string): Verdict {
  return verdictOf('apache2_module', params, readBy('apache2_module', params, printed));
}

function scriptOf(verdict: Verdict): string {
  const [step] = (verdict as Change).steps;
  return step?.kind === 'sh' ? step.script : '';
}

const on = (name: string) => ({ name, from: 'absent', to: 'present' });
const off = (name: string) => ({ name, from: 'present', to: 'absent' });

describe('present', () => {
  it('announces dependencies, the needed one first', () => {
    const verdict = judge({ name: ['proxy_html', 'ssl'] }, bookworm);
    expect(verdict).toMatchObject({
      fields: ['proxy', 'xml2enc', 'proxy_html', 'socache_shmcb', 'ssl'].map(on),
      steps: [{ touches: expect.arrayContaining(['/etc/apache2/mods-enabled/proxy.load']) }],
    });
    expect(scriptOf(verdict)).not.toContain('systemctl restart');
  });

  it.each([
    ['enabled', { name: 'alias' }, bookworm],
    ['the MPM that is enabled', { name: 'mpm_event' }, withEvent],
    ['a module whose dependencies are enabled too', { name: 'php8.2' }, bookworm],
  ])('nothing to do: %s', (_, params, printed) => {
    expect(judge(params, printed)).toBeNull();
  });

  it('swaps the MPM in one step that restarts Apache', () => {
    const verdict = judge({ name: ['mpm_event', 'proxy'] }, withoutPhp);
    expect(verdict).toMatchObject({ fields: [off('mpm_prefork'), on('mpm_event'), on('proxy')] });
    expect((verdict as Change).steps).toHaveLength(1);
    expect(scriptOf(verdict)).toContain('systemctl restart apache2');
  });

  it('swaps back for php', () => {
    expect(judge({ name: ['php8.2', 'mpm_prefork'] }, withEvent)).toMatchObject({
      fields: [off('mpm_event'), on('mpm_prefork'), on('php8.2')],
    });
  });

  it('repairs a host with two MPMs enabled, which Apache refuses', () => {
    const both = withoutPhp.replace('enabled=mpm_prefork', 'enabled=mpm_event\nenabled=mpm_prefork');
    expect(judge({ name: 'mpm_event' }, both)).toMatchObject({ fields: [off('mpm_prefork')] });
  });

  it('enables an MPM where none is', () => {
    const none = withoutPhp.replace('enabled=mpm_prefork\n', '');
    expect(judge({ name: 'mpm_event' }, none)).toMatchObject({ fields: [on('mpm_event')] });
  });

  it.each([
    ['an MPM that something needs', ['mpm_event'], bookworm, 'php8.2 needs mpm_prefork'],
    ['a swap that nobody asked for', ['php8.2'], withEvent, 'name mpm_prefork as well'],
    ['two MPMs', ['mpm_event', 'mpm_worker'], withoutPhp, 'mpm_event and mpm_worker'],
    ['two that need different MPMs', ['php8.2', 'mpm_event'], withEvent, 'php8.2 and mpm_event'],
    ['cgi, which a2enmod would replace', ['cgi'], withEvent, 'ask for cgid'],
    ['a name as Apache spells it', ['mod_ssl'], bookworm, 'write ssl'],
    ['a user who may not', ['ssl'], `${bookworm}closed_to=operator\n`, 'add become: true'],
    ['no such module', ['security2'], bookworm, 'libapache2-mod-security2'],
    [
      'a module that needs one that is not there',
      ['ssl'],
      bookworm.replace('available=socache_shmcb\n', ''),
      'ssl depend',
    ],
    ['a host without Apache', ['ssl'], '', 'install the package apache2'],
  ])('cannot: %s', (_, name, printed, why) => {
    expect(judge({ name }, printed)).toMatchObject({ kind: 'missing', why: expect.stringContaining(why) });
  });

  it('refuses a module that excludes one that is enabled', () => {
    const printed = `${bookworm}available=php8.3\nphp8.3.load:# Conflicts: php8.2\n`;
    expect(judge({ name: 'php8.3' }, printed)).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('disable php8.2 first'),
    });
  });

  it('follows dependencies in a circle to their end', () => {
    const printed = 'available=a\navailable=b\na.load:# Depends: b\nb.load:# Depends: a\n';
    expect(judge({ name: 'a' }, printed)).toMatchObject({ fields: [on('b'), on('a')] });
  });
});

describe('absent', () => {
  it('announces what is disabled, and nothing of what is not', () => {
    expect(judge({ name: ['alias', 'ssl'], state: 'absent' }, bookworm)).toMatchObject({
      fields: [off('alias')],
    });
  });

  it('removes a link that leads nowhere', () => {
    expect(judge({ name: 'gone', state: 'absent' }, `${bookworm}dangling=gone\n`)).toMatchObject({
      fields: [{ name: 'gone', from: 'dangling', to: 'absent' }],
    });
  });

  it('disables a module together with what needs it', () => {
    const printed = `${bookworm}enabled=proxy\nenabled=proxy_http\n`;
    expect(judge({ name: ['proxy', 'proxy_http'], state: 'absent' }, printed)).toMatchObject({
      kind: 'change',
    });
    expect(judge({ name: 'proxy', state: 'absent' }, printed)).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('proxy is needed by proxy_http'),
    });
  });

  it('never leaves Apache without an MPM', () => {
    expect(judge({ name: 'mpm_prefork', state: 'absent' }, withoutPhp)).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('cannot run without an MPM'),
    });
  });

  it.each([
    ['not enabled', { name: 'mpm_event', state: 'absent' }, bookworm],
    ['no such module', { name: 'nope', state: 'absent' }, bookworm],
    ['no Apache', { name: 'ssl', state: 'absent' }, ''],
  ])('nothing to do: %s', (_, params, printed) => {
    expect(judge(params, printed)).toBeNull();
  });
});

it.each(['-f', '*', 'ssl.load', '../ssl', ''])('refuses %j for a name', (name) => {
  expect(refusals('apache2_module', { name })).toHaveLength(1);
});

it.each([
  [
    'in its place, as the shell sorts files',
    'php',
    'available=php\navailable=php8.2\n',
    'available=php8.2\n',
  ],
  ['first', 'a1', 'available=a1\navailable=alias\n', 'available=alias\n'],
  ['last', 'zz', 'available=xml2enc\navailable=zz\n', 'available=xml2enc\n'],
  ['once', 'ssl', 'available=ssl\n', 'available=ssl\n'],
])('foretells a module that an earlier task has made: %s', (_, name, there, before) => {
  const made = [`/etc/apache2/mods-available/${name}.load`];
  const then = foretoldBy('apache2_module', { name }, bookworm, made);
  expect(then).toBe(bookworm.replace(before, there));
  expect(foretoldBy('apache2_module', { name }, '', made)).toBe('');
});
