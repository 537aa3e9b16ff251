// How often a wrong password is tried: once at a host, and at three hosts of a fleet.

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { askedPasswords, type Fared, Passwords } from '../../src/transport/password.js';

/** Tries the password at so many hosts at once, each with two identities; how often each host was really asked. */
async function tryAt(passwords: Passwords, count: number, accepts: (host: string) => boolean) {
  const asked: string[] = [];
  const names = Array.from({ length: count }, (_, index) => `h${index}`);
  const attempts = [...names, ...names].map((host) =>
    passwords.of(host, 'sesame').attempt(async () => {
      asked.push(host);
      await sleep(1);
      return { fared: (accepts(host) ? 'accepted' : 'refused') satisfies Fared };
    }),
  );
  const settled = await Promise.allSettled(attempts);
  return { asked, refused: settled.filter(({ status }) => status === 'rejected').length };
}

describe('a password', () => {
  it('that is right is used everywhere', async () => {
    const { asked, refused } = await tryAt(new Passwords('to become another user'), 20, () => true);
    expect([asked.length, refused]).toEqual([40, 0]);
  });

  it('that is wrong is tried once at three hosts, and nowhere else', async () => {
    const passwords = new Passwords('to become another user');
    const { asked, refused } = await tryAt(passwords, 20, () => false);
    expect(asked.toSorted()).toEqual(['h0', 'h1', 'h2']);
    expect(refused).toBe(37);
    await expect(
      passwords.of('h9', 'sesame').attempt(async () => ({ fared: 'accepted' })),
    ).rejects.toMatchObject({
      name: 'BecomeRefused',
      message: expect.stringContaining('refused by h0, h1, h2'),
    });
  });

  it('that is wrong at some hosts is tried once at each of them', async () => {
    const { asked } = await tryAt(
      new Passwords('to become another user'),
      12,
      (host) => Number(host.slice(1)) % 2 === 0,
    );
    const odd = asked.filter((host) => Number(host.slice(1)) % 2 === 1);
    expect(odd.toSorted()).toEqual(['h1', 'h11', 'h3', 'h5', 'h7', 'h9']);
  });

  it('that nobody asked for says nothing about itself', async () => {
    const passwords = new Passwords('to become another user');
    const unasked = () =>
      passwords.of('h1', 'sesame').attempt(async () => ({ fared: 'not needed' as const }));
    expect(await Promise.all([unasked(), unasked(), unasked()])).toHaveLength(3);
  });

  it('of its own does not suffer from that of others', async () => {
    const passwords = new Passwords('to become another user');
    await tryAt(passwords, 5, () => false);
    const own = passwords
      .of('h9', 'another')
      .attempt(async (password) => ({ fared: 'accepted' as const, password }));
    expect(await own).toMatchObject({ password: 'another' });
  });
});

describe('a password that nobody was given', () => {
  it('is asked for once for each host, and only when the host wants it', async () => {
    const asked: string[] = [];
    const passwords = askedPasswords(async (host) => {
      asked.push(host);
      return `sesame of ${host}`;
    });
    const given = (host: string) =>
      passwords(host).attempt(async (password) => ({ password, fared: 'accepted' as const }));
    expect([passwords('h1').known, asked]).toEqual([true, []]);
    const answers = await Promise.all([given('h1'), given('h1'), given('h2')]);
    expect(answers.map(({ password }) => password)).toEqual(['sesame of h1', 'sesame of h1', 'sesame of h2']);
    expect(asked).toEqual(['h1', 'h2']);
    await passwords('h1').attempt(async () => ({ fared: 'refused' }));
    await given('h1');
    expect(asked).toEqual(['h1', 'h2', 'h1']);
  });
});
