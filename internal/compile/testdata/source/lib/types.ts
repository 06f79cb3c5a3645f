export type Callback = (error: unknown, result?: unknown) => void;
export interface Event { name?: string; count?: string; lang?: Lang }
export enum Lang { English = 'en', German = 'de' }
export const enum Limit { Most = 10 }
