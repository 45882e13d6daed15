import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod/mini';
import type { Counts, Minute } from '../../contracts/evidence.ts';
import { Inquiry } from '../../contracts/verdict.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** A minute as a row, without the names of its fields: `requests, errors, ...slow` of each side, which is null without a data point. */
const Row = z.tuple([z.string(), z.nullable(z.array(z.number())), z.nullable(z.array(z.number()))]);
type Row = z.infer<typeof Row>;

const Packed = z.object({ inquiry: z.record(z.string(), z.unknown()), minutes: z.nullable(z.array(Row)) });

/** All of an inquiry, in about twenty bytes a minute. */
export const packed = async ({ evidence, ...inquiry }: Inquiry): Promise<Buffer> => {
  const { traffic, ...others } = evidence;
  if (traffic === undefined || 'unseen' in traffic)
    return compress(JSON.stringify({ inquiry: { ...inquiry, evidence }, minutes: null }));
  const { minutes, ...counted } = traffic;
  const lean = { ...inquiry, evidence: { ...others, traffic: counted } };
  return compress(JSON.stringify({ inquiry: lean, minutes: minutes.map(rowOf) }));
};

/** The inquiry as it was packed. Throws for what is none, or one that this version cannot read. */
export const unpacked = async (bytes: Uint8Array): Promise<Inquiry> => {
  const { inquiry, minutes } = z.parse(Packed, JSON.parse((await expand(bytes)).toString()));
  if (minutes === null) return z.parse(Inquiry, inquiry);
  const evidence = Object(inquiry['evidence']);
  const traffic = { ...evidence.traffic, minutes: minutes.map(minuteOf) };
  return z.parse(Inquiry, { ...inquiry, evidence: { ...evidence, traffic } });
};

const rowOf = ({ at, stable, candidate }: Minute): Row => [at, numbersOf(stable), numbersOf(candidate)];
const numbersOf = (counts: Counts | null) =>
  counts === null ? null : [counts.requests, counts.errors, ...counts.slow];

const minuteOf = ([at, stable, candidate]: Row) => ({ at, stable: countsOf(stable), candidate: countsOf(candidate) });
const countsOf = (numbers: readonly number[] | null) => {
  if (numbers === null) return null;
  const [requests, errors, ...slow] = numbers;
  return { requests, errors, slow };
};
