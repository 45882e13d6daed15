import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { TidegateError } from '../../domain/errors.ts';
import type { Announcer } from '../../ports/announcer.ts';
import { calling } from './call-failed.ts';

/** Puts announcements on the default event bus, with source `tidegate`. */
export const eventbridgeAnnouncer = (client: EventBridgeClient): Announcer => ({
  announce: async ({ type, detail }) => {
    const entry = { Source: 'tidegate', DetailType: type, Detail: JSON.stringify(detail) };
    const request = new PutEventsCommand({ Entries: [entry] });
    const { FailedEntryCount = 0, Entries = [] } = await calling('PutEvents', () => client.send(request));
    if (FailedEntryCount === 0) return;
    const { ErrorCode, ErrorMessage } = Entries[0] ?? {};
    throw new TidegateError('CallFailed', `PutEvents did not take "${type}": ${ErrorCode}: ${ErrorMessage}`);
  },
});
