import { ports } from './nodes/ports.ts';

export interface HaproxySettings {
  /** Names of the API instances. */
  instances: readonly string[];
  /**
   * How long an idle connection of a user is kept, in seconds. Half a minute spans the wait between log-in
   * and the opening for up to some 2,000 users; for 10,000 sockets beside it, one second: a proxied
   * connection takes two of the process's 20,000 files.
   */
  idleHttpSeconds: number;
}

/** What HAProxy answers by itself; it says so only when the request was certainly not handed on. */
const nobodyThere = JSON.stringify({
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  code: 'no_instance',
  detail: 'No API instance takes traffic now.',
});

/**
 * The configuration of a zone's load balancer, for HAProxy 2.6.
 *
 * - Checks ask `/ready`. They leave 3 s for the answer, since an instance that is merely busy is not gone,
 *   and notice one that is gone after 2 s at the latest.
 * - Only a connection that could not be made is tried again, elsewhere: a POST that may have been sent never.
 * - Instances are looked up by name all the time, so that a replaced one is found at its new address.
 * - The second port serves the starter: how many instances are in, and `/ready` of each by itself. (After a
 *   start, or a new address, HAProxy counts an instance in until the first check has failed, so the count
 *   alone says too much.)
 */
export function haproxyConfig(settings: HaproxySettings): string {
  return `${[
    global,
    defaults(settings),
    resolvers,
    users,
    status(settings),
    api(settings),
    ...settings.instances.map(alone),
  ].join('\n\n')}\n`;
}

const global = `global
  log stdout format raw local0 notice
  # Two files a connection, and 20,000 in all.
  maxconn 9500
  hard-stop-after 10s`;

function defaults({ idleHttpSeconds }: HaproxySettings): string {
  return `defaults
  mode http
  log global
  option redispatch
  retries 2
  retry-on conn-failure
  timeout connect 1s
  timeout http-request 10s
  timeout http-keep-alive ${idleHttpSeconds}s
  timeout queue 10s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  timeout check 3s`;
}

const resolvers = `resolvers docker
  nameserver engine 127.0.0.11:53
  resolve_retries 1
  timeout resolve 200ms
  timeout retry 200ms
  hold valid 200ms
  hold nx 1s
  hold refused 1s
  hold other 1s
  hold timeout 1s
  hold obsolete 0s`;

const users = `frontend users
  bind :${ports.users} backlog 4096
  option forwardfor
  http-error status 503 content-type application/problem+json string '${nobodyThere}' hdr Retry-After 1
  default_backend api`;

function status({ instances }: HaproxySettings): string {
  const one = (name: string) => `  use_backend ${name} if { path /instances/${name} }`;
  return `frontend status
  bind :${ports.balancerStatus}
  http-request return status 200 content-type text/plain lf-string "%[nbsrv(api)]" if { path /up }
${instances.map(one).join('\n')}`;
}

function api({ instances }: HaproxySettings): string {
  return `backend api
  balance roundrobin
  cookie onsale-instance insert indirect nocache httponly maxlife 24h
  option httpchk
  http-check send meth GET uri /ready ver HTTP/1.1 hdr Host api
  http-check expect status 200
  default-server check inter 1s fastinter 200ms downinter 200ms rise 1 fall 2 resolvers docker init-addr none
${instances.map((name) => `  server ${name} ${name}:${ports.api} cookie ${name}`).join('\n')}`;
}

function alone(name: string): string {
  return `backend ${name}
  http-request set-path /ready
  server ${name} ${name}:${ports.api} resolvers docker init-addr none`;
}
