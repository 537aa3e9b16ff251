// A large playbook and a large inventory, as alike to what people have as made-up files can be.

/** A third says the same everywhere, half reads variables of groups, one in six what each host has of its own. */
export function playbookOf(tasks: number): string {
  const kinds = [
    (n: number) => `apt: { name: package-${n}, state: present }`,
    (n: number) =>
      `copy: { dest: /etc/app/${n}.conf, content: "number ${n}\\n", mode: "0644" }\n      notify: reload`,
    (n: number) => `file: { path: "{{app.folder}}/${n}", state: directory, owner: "{{app.user}}" }`,
    (n: number) =>
      `command: { argv: [app, --number, "${n}", "{{default level 3}}"] }\n      when: app.enabled && has(tier)`,
    (n: number) => `service: { name: "{{item}}", state: started }\n      loop: [app-${n}, "{{tier}}-${n}"]`,
    (n: number) => `copy: { dest: /etc/app/${n}.host, content: "{{inventory_hostname}} {{number}}\\n" }`,
  ];
  const texts = Array.from({ length: tasks }, (_, index) => {
    return `    - name: task ${index}\n      ${kinds[index % kinds.length]?.(index)}\n`;
  });
  const vars = '  vars:\n    app: { folder: "/srv/{{tier}}", user: app, enabled: true }\n';
  const handlers = '  handlers:\n    - name: reload\n      service: { name: app, state: reloaded }\n';
  return `- hosts: all\n  become: true\n${vars}  tasks:\n${texts.join('')}${handlers}`;
}

export function inventoryOf(hosts: number): string {
  const groups = Array.from({ length: 10 }, (_, group) => {
    const own = Array.from({ length: hosts }, (_, host) => host).filter((host) => host % 10 === group);
    const lines = own.map(
      (host) => `        host-${host}: { ansible_host: 192.0.2.${host % 250}, number: ${host} }\n`,
    );
    return `    tier-${group}:\n      vars: { tier: tier-${group}, level: ${group} }\n      hosts:\n${lines.join('')}`;
  });
  return `all:\n  vars: { ansible_user: admin }\n  children:\n${groups.join('')}`;
}
