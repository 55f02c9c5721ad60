// Package date reads the dates that feeds write: RFC 822, RFC 1123 and RFC 5322
// in all their variants, ISO 8601 and RFC 3339, asctime, Unix seconds, the names
// of months in many languages, and the shapes of Chinese, Japanese and Korean.
//
// It reads words, not layouts: a date is cut into numbers, names and signs, and
// what each must be follows from its shape and its place. The rule that matters
// most: a date that cannot be read for certain is no date. A zone that is not
// known makes the whole date unknown, never one that is hours off; a date without
// a zone is UTC.
package date
