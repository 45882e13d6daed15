import type { Place } from '../ports.ts';
import { Bucket } from './bucket.ts';
import { noSuchBucket, s3Fault } from './faults.ts';
import { checkBucketName } from './names.ts';

/** Where names of buckets may be created again by their owner, without an error. */
const FIRST_REGION = 'us-east-1';

/** All buckets of the account, which are all of its region. */
export class Buckets {
  readonly #place: Place;
  readonly #buckets = new Map<string, Bucket>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** `location` is what the request says of the bucket's region. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
  create(name: string, location: string | undefined): void {
    checkBucketName(name);
    this.#checkLocation(location);
    if (!this.#buckets.has(name)) this.#buckets.set(name, new Bucket(name, this.#place));
    else if (this.#place.region !== FIRST_REGION) throw ownedAlready(name);
  }

  /** Throws `InvalidBucketName` or `NoSuchBucket`. */
  named(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket) return bucket;
    checkBucketName(name);
    throw noSuchBucket(name);
  }

  #checkLocation(location: string | undefined): void {
    const { region } = this.#place;
    if (location === FIRST_REGION)
      throw s3Fault('InvalidLocationConstraint', 'The specified location-constraint is not valid');
    if ((location ?? FIRST_REGION) === region) return;
    const message = `The ${location ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`;
    throw s3Fault('IllegalLocationConstraintException', message);
  }
}

function ownedAlready(name: string) {
  const message = 'Your previous request to create the named bucket succeeded and you already own it.';
  return s3Fault('BucketAlreadyOwnedByYou', message, 409, { BucketName: name });
}
