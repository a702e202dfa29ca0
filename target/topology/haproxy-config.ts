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

/** Says which process answers on the status port; a reload starts another. */
export const processHeader = 'onsale-process';

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
 * - Checks ask `/ready`. They leave 5 s for the answer, since an instance that is merely busy is not gone;
 *   one that refuses is noticed within 2 s, one that cannot be reached within 4.
 * - Where none is ready, what only reads still goes to those that live (`/health`): without PostgreSQL they give
 *   what was read before. Everything else is refused here, and so was certainly not done.
 * - Only a connection that could not be made is tried again, elsewhere: a POST that may have been sent never.
 * - Instances are looked up by name all the time, so that one that comes back elsewhere is found.
 * - What nodes of the testbed say to each other (`/internal/`) is no user's business, however it is spelt.
 * - The second port serves the starter: what checks found of each instance, and which process says so; and
 *   the harness, each instance's `/metrics` by its name. It keeps no connection, so that after a reload only the new
 *   process is heard.
 */
export function haproxyConfig(settings: HaproxySettings): string {
  return `${[global, defaults(settings), resolvers, users, status, api(settings), ...settings.instances.map(metricsOf)].join('\n\n')}\n`;
}

const global = `global
  # Two files a connection, and 20,000 in all.
  maxconn 9500
  hard-stop-after 10s`;

function defaults({ idleHttpSeconds }: HaproxySettings): string {
  return `defaults
  mode http
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
  timeout check 5s`;
}

const resolvers = `resolvers docker
  nameserver engine 127.0.0.11:53
  resolve_retries 3
  timeout resolve 200ms
  timeout retry 1s
  hold valid 1s
  # A name server that is slow, on a busy machine, must not take an instance out: the checks do.
  hold nx 30s
  hold refused 30s
  hold other 30s
  hold timeout 30s
  hold obsolete 0s`;

const users = `frontend users
  bind :${ports.users} backlog 4096
  option forwardfor
  http-request deny deny_status 404 if { path,url_dec -m beg /internal/ }
  http-error status 503 content-type application/problem+json string '${nobodyThere}' hdr Retry-After 1
  use_backend alive if METH_GET !{ nbsrv(api) gt 0 } { nbsrv(alive) gt 0 }
  default_backend api`;

const status = `frontend status
  bind :${ports.balancerStatus}
  option httpclose
  stats enable
  stats uri /stats
  http-after-response set-header ${processHeader} %pid
  use_backend metrics-of-%[path,field(3,/)] if { path_beg /instances/ } { path_end /metrics }`;

/** Where, at the status port, one instance's `/metrics` answers. */
export const metricsPath = (instance: string) => `/instances/${instance}/metrics`;

/** Asked of that instance or of nobody: a connection that cannot be made goes to no other. */
function metricsOf(name: string): string {
  return `backend metrics-of-${name}
  http-request set-path /metrics
  server ${name} ${name}:${ports.api} resolvers docker init-addr none`;
}

function api({ instances }: HaproxySettings): string {
  return [backendOf('api', '/ready', instances), backendOf('alive', '/health', instances)].join('\n\n');
}

/** Instances as users reach them, by what the checks ask. Users stay with one, by one cookie for all backends. */
function backendOf(name: string, asks: string, instances: readonly string[]): string {
  return `backend ${name}
  balance roundrobin
  cookie onsale-instance insert indirect nocache httponly maxlife 24h
  option httpchk
  http-check send meth GET uri ${asks} ver HTTP/1.1 hdr Host api
  http-check expect status 200
  default-server check inter 1s fastinter 500ms downinter 200ms rise 1 fall 2 resolvers docker init-addr none
${instances.map((each) => `  server ${each} ${each}:${ports.api} cookie ${each}`).join('\n')}`;
}
