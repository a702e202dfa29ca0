import type { EventOnSale } from './box-office.ts';

/** The log-in form. `next` is where to go from there. */
export function logInPage(token: string, next: string, problem: string | null): string {
  return page(
    'Log in',
    `${problem === null ? '' : `<p class="problem">${escaped(problem)}</p>`}
<form method="post" action="/login">
<input type="hidden" name="_csrf" value="${escaped(token)}">
<input type="hidden" name="next" value="${escaped(next)}">
<label>E-mail <input type="email" name="email"></label>
<label>Password <input type="password" name="password"></label>
<button>Log in</button>
</form>`,
  );
}

/** An event with the form that buys. */
export function eventPage(token: string, event: EventOnSale): string {
  return page(
    event.title,
    `<p>${event.left > 0 ? 'Tickets are left' : 'Sold out'} at ${(event.priceCents / 100).toFixed(2)} each.</p>
<form method="post" action="/checkout">
<input type="hidden" name="_csrf" value="${escaped(token)}">
<input type="hidden" name="event" value="${escaped(event.code)}">
<label>Tickets <input type="number" name="tickets" min="1" max="10" value="1"></label>
<label>Your reference <input name="reference"></label>
<label>Card <input name="card"></label>
<button>Buy</button>
</form>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body><h1>${escaped(title)}</h1>
${body}
</body></html>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
