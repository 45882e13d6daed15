import { publicHolidays } from '../public-holidays.ts';

export const openPublicHolidays = publicHolidays;
