import type { Static } from 'typebox';
import type { Database, Statement } from '../database/database.ts';
import { violates } from '../database/outage.ts';
import type { User as UserSchema } from '../schemas/auth.ts';

export type User = Static<typeof UserSchema>;

const insertUser: Statement = {
  name: 'insert-user',
  text: `INSERT INTO users (email, name, password_hash) VALUES ($1, $2, $3)
         RETURNING id::text AS id, email, name, role`,
};
const findByEmail: Statement = {
  name: 'find-user-by-email',
  text: `SELECT id::text AS id, email, name, role, password_hash AS "passwordHash"
           FROM users WHERE email = $1`,
};
const findById: Statement = {
  name: 'find-user-by-id',
  text: 'SELECT id::text AS id, email, name, role FROM users WHERE id = $1',
};

/** Who may buy. E-mail addresses are kept in lower case. */
export class Users {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The new user; null when the address is taken. */
  async add(user: { email: string; name: string; passwordHash: string }): Promise<User | null> {
    try {
      const values = [user.email.toLowerCase(), user.name, user.passwordHash];
      const rows = await this.#database.write<User>(insertUser, values);
      return rows[0] ?? null;
    } catch (error) {
      if (violates(error, 'users_email_key')) return null;
      throw error;
    }
  }

  async byEmail(email: string): Promise<(User & { passwordHash: string }) | null> {
    const rows = await this.#database.read<User & { passwordHash: string }>(findByEmail, [
      email.toLowerCase(),
    ]);
    return rows[0] ?? null;
  }

  async byId(id: string): Promise<User | null> {
    const rows = await this.#database.read<User>(findById, [id]);
    return rows[0] ?? null;
  }
}
