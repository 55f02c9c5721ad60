// Package prose writes the news of a world that does not exist: headlines and
// articles in several languages, from grammars of its own, about invented places,
// people and companies. The same brief gives the same article for ever.
//
// A grammar is a text file in the folder text, one a language, read line by line:
//
//	! comma          numbers have a decimal comma
//	! tight          sentences are joined without a space
//	= place: A | B   words of one kind, for {place}; {place2} is another one
//	~ word: other    what a text spinner puts for a word
//	@ tech: Label    a topic begins
//	>> headline      an event of the topic begins
//	> headline       another headline of the same event
//	: n=2-90 m=1.5-9 numbers of the event, for {n} and {m}
//	* sentence       the event's lead
//	- sentence       what belongs to this event only
//	+ sentence       what belongs to any event of the topic
//
// In all of them [a|b] is one of several, and {#2-90} a number of this place only.
// The topic any holds what belongs to any topic.
package prose
