import { Lang } from './types';

function logged(_: unknown, key: string, d: PropertyDescriptor) {
  const original = d.value as (...args: unknown[]) => string;
  d.value = function (this: unknown, ...args: unknown[]) {
    return `${key}: ${original.apply(this, args)}`;
  };
}

export abstract class Greeter {
  static #made = 0;
  protected constructor(private readonly word: string) { Greeter.#made++; }
  @logged
  greet(name: string): string { return `${this.word} ${name}${this.mark()} (${Greeter.#made})`; }
  protected abstract mark(): string;

  static of(lang?: Lang): Greeter {
    return lang === Lang.German ? new German() : new English();
  }
}

class English extends Greeter {
  constructor() { super('Hello'); }
  protected override mark() { return '!'; }
}

class German extends Greeter {
  constructor() { super('Hallo'); }
  protected override mark() { return '.'; }
}
