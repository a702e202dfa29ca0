/** Someone who may buy. They are made up for a test, so their passwords are no secret and kept as they are. */
export interface Customer {
  number: string;
  email: string;
  password: string;
  card: string;
}

export class Customers {
  readonly #byEmail = new Map<string, Customer>();

  put(customer: Customer): void {
    this.#byEmail.set(customer.email, customer);
  }

  logIn(email: string, password: string): Customer | undefined {
    const customer = this.#byEmail.get(email);
    return customer?.password === password ? customer : undefined;
  }

  clear(): void {
    this.#byEmail.clear();
  }
}
