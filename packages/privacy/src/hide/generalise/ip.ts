import { isIP, isIPv4 } from 'node:net';

/** `192.0.2.77` → `192.0.2.0/24`, `2001:db8:1:2::3` → `2001:db8:1::/48`; `undefined` when it is no address. */
export function generaliseIp(text: string): string | undefined {
  const address = text
    .trim()
    .replace(/^\[|\]$|\/\d{1,3}$/g, '')
    .replace(/%.{0,32}$/, '');
  switch (isIP(address)) {
    case 4:
      return `${address.split('.').slice(0, 3).join('.')}.0/24`;
    case 6: {
      // An IPv4 address in IPv6 clothes is the person's IPv4 address.
      const mapped = /^::(?:ffff:)?([\d.]{7,15})$/i.exec(address)?.[1];
      if (mapped !== undefined && isIPv4(mapped)) return generaliseIp(mapped);
      return `${firstGroups(address, 3).join(':')}::/48`;
    }
    default:
      return undefined;
  }
}

function firstGroups(address: string, count: number): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    // An embedded IPv4 tail fills two groups.
    const last = tail === '' ? [] : tail.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
    while (groups.length + last.length < 8) groups.push('0');
    groups.push(...last);
  }
  return groups.slice(0, count).map((group) => group.replace(/^0+(?=.)/, ''));
}
