// Each Function gets its own copy of what it imports.
export function greet(greeting: string | undefined, name: string | undefined): string {
  return `${greeting ?? 'Hello'}, ${name ?? 'you'}!`;
}
