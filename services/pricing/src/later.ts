/** The instant `ms` milliseconds after `time`. */
export const later = (time: Date, ms: number): Date => new Date(time.getTime() + ms);
