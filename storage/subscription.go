package storage

import (
	"context"
	"time"
)

// Limits of subscriptions. A store refuses, with an error that names the limit,
// what passes them.
const (
	MaxTokenBytes    = 128     // of a token
	MaxSecretBytes   = 199     // of a secret: WebSub section 5.1 wants less than 200
	MaxSubscriptions = 1 << 17 // kept at a time
)

// SubscriptionState says how far a subscription has come. Values are kept on disk.
type SubscriptionState string

// States of a subscription (WebSub section 5).
const (
	SubscriptionPending SubscriptionState = "pending" // asked for, not verified by the hub
	SubscriptionActive  SubscriptionState = "active"  // verified; its renewal may be under way
	SubscriptionDenied  SubscriptionState = "denied"  // the hub said no, or went back on a yes
	SubscriptionLeaving SubscriptionState = "leaving" // asked to end, not verified by the hub
)

// Subscription is a hub's promise to push what a source publishes (WebSub).
type Subscription struct {
	// Token is the unguessable part of the callback's address: it alone names the
	// subscription. At most MaxTokenBytes, not empty.
	Token string
	// Source is the name of a source that the store knows. It follows a rename.
	Source string
	Hub    string // where the hub takes requests, at most MaxURLBytes
	Topic  string // what the hub calls the feed, at most MaxURLBytes

	// Secret signs deliveries; empty for none. OldSecret is the one before, with
	// which a delivery may be signed while the subscription is renewed. At most
	// MaxSecretBytes, each.
	Secret, OldSecret []byte

	State SubscriptionState
	Error string // why it is not active, one sentence; empty when it is

	Asked    time.Time // when the request was sent that the hub has not verified; zero for none
	Until    time.Time // end of the lease; zero when there is none
	Renew    time.Time // when to ask again
	LastPush time.Time // when the hub last delivered something that was signed well
	Pushed   int       // deliveries that brought an item
	// Missed are the items that a poll found and that the hub had not pushed in
	// time; the count begins anew when the subscriber says so.
	Missed int
}

// Subscriptions keeps what hubs have promised.
type Subscriptions interface {
	// Subscriptions lists all, by source and then by token.
	Subscriptions(ctx context.Context) ([]Subscription, error)
	// SetSubscription keeps a subscription under its token, in the place of the one
	// that was there. When it has returned, the subscription survives a crash. It
	// returns ErrNotFound when there is no source of that name, active or not.
	SetSubscription(ctx context.Context, s Subscription) error
	// DeleteSubscription forgets one; ErrNotFound when there is none with the token.
	DeleteSubscription(ctx context.Context, token string) error
}
