import { expect, it } from 'vitest';
import { hostsText } from '../../src/report/host_list.js';

const fleet = Array.from({ length: 20 }, (_, index) => `n${index + 1}`);

it.each([
  [['n1'], ['n1'], 'n1'],
  [['n1', 'n2'], ['n1', 'n2'], 'all 2 hosts'],
  [['n1', 'n2'], ['n1', 'n2', 'n3'], 'n1, n2'],
  [fleet.slice(1), fleet, 'all 20 hosts but n1'],
  [fleet.slice(0, 13), fleet, 'n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12 and 1 more'],
])('%j of %j', (hosts, all, text) => expect(hostsText(hosts, all)).toBe(text));
