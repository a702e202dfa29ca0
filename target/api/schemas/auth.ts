import { Type } from 'typebox';
import { Id, storable } from './shared.ts';

const email = Type.String({ format: 'email', maxLength: 254, ...storable });
const closed = { additionalProperties: false };

export const User = Type.Object({
  id: Id,
  email: Type.String(),
  name: Type.String(),
  role: Type.String(),
});

export const Register = Type.Object(
  {
    email,
    password: Type.String({ minLength: 8, maxLength: 200, ...storable }),
    name: Type.Optional(Type.String({ maxLength: 200, ...storable })),
  },
  closed,
);

export const Login = Type.Object(
  { email, password: Type.String({ minLength: 1, maxLength: 200, ...storable }) },
  closed,
);

export const Session = Type.Object({ token: Type.String(), user: User });
