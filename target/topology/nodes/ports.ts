/** Ports inside the testbed. The domain's tiers fix 3001, 5432 and 6379; the rest are ours. */
export const ports = {
  /** Users' traffic, at a load balancer. */
  users: 8080,
  /** What the load balancer says of its instances, for the starter alone. */
  balancerStatus: 8404,
  api: 3001,
  postgres: 5432,
  redis: 6379,
  /** A Redis too, told apart from the one of state where both are on one proxy's address. */
  cache: 6380,
  payment: 4000,
  /** The provider's ledger and behaviour, for the harness alone. */
  paymentControl: 4001,
  /** Toxiproxy's own REST interface. */
  proxyControl: 8474,
} as const;
