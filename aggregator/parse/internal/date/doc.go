// Package date reads the dates that feeds write: RFC 822, RFC 1123 and RFC 5322
// in all their variants, ISO 8601 and RFC 3339, asctime, Unix time, the names of
// months in many languages, and the shapes of Chinese, Japanese and Korean.
//
// It reads words, not layouts: a date is cut into numbers, names and signs, and
// what each must be follows from its shape and its place. The rule that matters
// most: a date that cannot be read for certain is no date. A zone that is not
// known makes the whole date unknown, never one that is hours off; a date without
// a zone is UTC.
//
// What is decided where writers differ:
//
//   - 03/05/2024 is the 3rd of May, but the 5th of March with am or pm, with a zone
//     of North America or when the weekday says so; with dots or hyphens it is always
//     the 3rd of May. 03/05/24 is no date, 24-03-05 has the year first.
//   - A wrong weekday is passed over.
//   - IST is India's zone, BST Britain's, CST and AST are America's. A single letter but Z is
//     no zone: RFC 822 has the signs wrong and RFC 5322 section 4.3 says so.
//   - "Pacific Standard Time" is the zone of the place all year, as Windows means it;
//     PST is eight hours behind all year, as RFC 822 section 5 says.
//   - Of an offset and a name, the offset counts; of GMT+8, the sum. CET-1 is no zone.
//   - Words that are not known may stand before the date and behind it, where they
//     cannot be a month, a zone or a half of the day.
//   - 24:00:00 and 23:59:60 are the next midnight. A date without a day is the first
//     of the month, one without a month that of the year.
package date
