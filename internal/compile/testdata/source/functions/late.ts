import { Callback, Event, Lang } from '../lib/types';

async function* letters(text: string) {
  for (const c of text) yield c;
}

export const handler = async (context: unknown, { name = 'abc' }: Event, callback: Callback) => {
  const { Greeter } = await import('../lib/greeter');
  let out = '';
  for await (const c of letters(name)) out = c + out;
  callback(null, Greeter.of(Lang.English).greet(out) + (/(?<first>\w)/d.exec(out)?.indices?.groups?.first?.join() ?? 'none'));
};
