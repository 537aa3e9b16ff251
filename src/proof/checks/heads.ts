// Does a subscription deliver? A node sends its best block at once, then each new one.

import type { Finding } from '../../finding.js';
import { isJsonObject, type Json } from '../../json.js';
import { check } from '../check.js';
import type { Delivery } from '../probes/subscription.js';
import { notAnswered } from './answers.js';

const words = check('heads', 'a subscription to new heads delivers');

export function judgeHeads(delivery: Delivery): Finding {
  switch (delivery.kind) {
    case 'delivered':
      return words.passed(`${blockOf(delivery.value)} after ${(delivery.ms / 1000).toFixed(1)} s`);
    case 'refused':
      return notAnswered(words, 'chain_subscribeNewHeads', delivery.answer);
    case 'silent':
      return words.failed(
        `nothing was delivered: ${delivery.why}`,
        delivery.cause,
        'Does the node import blocks, and does the proxy pass on what it sends by itself?',
      );
  }
}

function blockOf(head: Json): string {
  const number = isJsonObject(head) ? Number(head.number) : Number.NaN;
  return Number.isInteger(number) ? `block ${number}` : 'a head';
}
