/** An alarm as it stands now. `noticeSeconds` is period × evaluations; null for composite alarms. */
export interface AlarmReading {
  readonly alarm: string;
  readonly state: 'ok' | 'firing' | 'silent' | 'missing';
  readonly noticeSeconds: number | null;
}

export interface Evidence {
  /** One reading for each name asked, `missing` where no such alarm exists. */
  alarms(names: readonly string[]): Promise<readonly AlarmReading[]>;
  /** Requests that a target group of the rule's load balancer got in [from, to), ISO 8601. */
  requests(listenerRule: string, targetGroup: string, from: string, to: string): Promise<number>;
}
