import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { hashPassword, type PasswordCost, verifyPassword } from '../domain/passwords.ts';
import { sendProblem } from '../plugins/problems.ts';
import type { Users } from '../repositories/users.ts';
import { Login, Register, Session, User } from '../schemas/auth.ts';
import { problemAnswers } from '../schemas/shared.ts';

export interface AuthOptions {
  users: Pick<Users, 'add' | 'byEmail' | 'byId'>;
  passwordCost: PasswordCost;
}

/** Register, log in, who am I. */
export const authRoutes: FastifyPluginAsyncTypebox<AuthOptions> = async (app, { users, passwordCost }) => {
  /** Verified in place of an unknown user's, so that both answers take as long. */
  const nobody = await hashPassword('nobody', passwordCost);
  const session = (user: { id: string; email: string; name: string; role: string }) => ({
    token: app.jwt.sign({ sub: user.id, role: user.role }),
    user,
  });

  app.post(
    '/api/auth/register',
    { schema: { body: Register, response: { 201: Session, ...problemAnswers } } },
    async (request, reply) => {
      const { email, password, name } = request.body;
      const passwordHash = await hashPassword(password, passwordCost);
      const user = await users.add({ email, name: name ?? '', passwordHash });
      if (user === null) return sendProblem(reply, 'email_taken', { field: 'email' });
      return reply.code(201).send(session(user));
    },
  );

  app.post(
    '/api/auth/login',
    { schema: { body: Login, response: { 200: Session, ...problemAnswers } } },
    async (request, reply) => {
      const { email, password } = request.body;
      const found = await users.byEmail(email);
      const right = await verifyPassword(password, found?.passwordHash ?? nobody);
      if (found === null || !right) return sendProblem(reply, 'bad_credentials');
      const { passwordHash: _, ...user } = found;
      return session(user);
    },
  );

  app.get(
    '/api/auth/me',
    {
      onRequest: app.authenticate,
      schema: { security: [{ bearer: [] }], response: { 200: User, ...problemAnswers } },
    },
    async (request, reply) => {
      const user = await users.byId(request.user.sub);
      return user ?? sendProblem(reply, 'unauthorized', { detail: 'the user does not exist any more' });
    },
  );
};
