package bolt

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"freshet/storage"
)

// subscriptionRecord is storage.Subscription on disk, under its token. The source
// is kept by its key.
type subscriptionRecord struct {
	Source    uint64 `cbor:"1,keyasint"`
	Hub       string `cbor:"2,keyasint,omitempty"`
	Topic     string `cbor:"3,keyasint,omitempty"`
	Secret    []byte `cbor:"4,keyasint,omitempty"`
	OldSecret []byte `cbor:"5,keyasint,omitempty"`
	State     string `cbor:"6,keyasint,omitempty"`
	Error     string `cbor:"7,keyasint,omitempty"`
	Asked     when   `cbor:"8,keyasint,omitzero"`
	Until     when   `cbor:"9,keyasint,omitzero"`
	Renew     when   `cbor:"10,keyasint,omitzero"`
	LastPush  when   `cbor:"11,keyasint,omitzero"`
	Pushed    int    `cbor:"12,keyasint,omitempty"`
	Missed    int    `cbor:"13,keyasint,omitempty"`
}

// errLimit is a value that passes a limit of storage.
func errLimit(what string, n, limit int) error {
	return fmt.Errorf("%s of %d bytes: at most %d", what, n, limit)
}

// checkSubscription refuses what passes the limits.
func checkSubscription(s *storage.Subscription) error {
	if s.Token == "" {
		return fmt.Errorf("subscription of %q: it needs a token", s.Source)
	}
	for _, c := range []struct {
		what     string
		n, limit int
	}{
		{"token", len(s.Token), storage.MaxTokenBytes},
		{"hub", len(s.Hub), storage.MaxURLBytes},
		{"topic", len(s.Topic), storage.MaxURLBytes},
		{"secret", len(s.Secret), storage.MaxSecretBytes},
		{"old secret", len(s.OldSecret), storage.MaxSecretBytes},
	} {
		if c.n > c.limit {
			return errLimit(c.what, c.n, c.limit)
		}
	}
	return nil
}

// Subscriptions lists all subscriptions.
func (s *Store) Subscriptions(ctx context.Context) (out []storage.Subscription, err error) {
	names := s.names.Load()
	err = s.view(ctx, "subscriptions", func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketSubscriptions).ForEach(func(k, v []byte) error {
			sub, err := decodeSubscription(string(k), v, names)
			out = append(out, sub)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b storage.Subscription) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Token, b.Token))
	})
	return out, nil
}

func decodeSubscription(token string, v []byte, names *names) (storage.Subscription, error) {
	var r subscriptionRecord
	if _, err := decode(v, &r); err != nil {
		return storage.Subscription{}, err
	}
	return storage.Subscription{
		Token: token, Source: names.byKey[r.Source], Hub: r.Hub, Topic: r.Topic, Secret: r.Secret, OldSecret: r.OldSecret,
		State: storage.SubscriptionState(r.State), Error: r.Error,
		Asked: r.Asked.time(), Until: r.Until.time(), Renew: r.Renew.time(), LastPush: r.LastPush.time(),
		Pushed: r.Pushed, Missed: r.Missed,
	}, nil
}

// SetSubscription keeps a subscription under its token.
func (s *Store) SetSubscription(ctx context.Context, sub storage.Subscription) error {
	const call = "set subscription"
	if err := checkSubscription(&sub); err != nil {
		return fmt.Errorf("%s: %w", call, err)
	}
	f := &fact{do: func(b *batch) error {
		key, ok := s.names.Load().byName[sub.Source]
		if !ok {
			return fmt.Errorf("source %q: %w", sub.Source, storage.ErrNotFound)
		}
		bucket := b.bucket(bucketSubscriptions)
		if bucket.Get([]byte(sub.Token)) == nil {
			if n := int(bucket.Sequence()); n >= storage.MaxSubscriptions {
				return fmt.Errorf("there are %d subscriptions: at most %d", n, storage.MaxSubscriptions)
			}
			if err := bucket.SetSequence(bucket.Sequence() + 1); err != nil {
				return err
			}
		}
		v, err := encodeSubscription(key, &sub)
		if err != nil {
			return err
		}
		return b.put(bucketSubscriptions, []byte(sub.Token), v)
	}}
	return s.submit(ctx, call, f)
}

func encodeSubscription(source uint64, s *storage.Subscription) ([]byte, error) {
	return encode(&subscriptionRecord{
		Source: source, Hub: s.Hub, Topic: s.Topic, Secret: s.Secret, OldSecret: s.OldSecret,
		State: string(s.State), Error: s.Error,
		Asked: toWhen(s.Asked), Until: toWhen(s.Until), Renew: toWhen(s.Renew), LastPush: toWhen(s.LastPush),
		Pushed: s.Pushed, Missed: s.Missed,
	}, nil)
}

// DeleteSubscription forgets the subscription with a token.
func (s *Store) DeleteSubscription(ctx context.Context, token string) error {
	f := &fact{do: func(b *batch) error {
		bucket := b.bucket(bucketSubscriptions)
		if token == "" || bucket.Get([]byte(token)) == nil {
			return fmt.Errorf("token %.16q: %w", token, storage.ErrNotFound)
		}
		if err := bucket.SetSequence(bucket.Sequence() - 1); err != nil {
			return err
		}
		return b.delete(bucketSubscriptions, []byte(token))
	}}
	return s.submit(ctx, "delete subscription", f)
}

// subscriptions checks that each subscription is of a source, and their count.
func (c *checker) subscriptions() error {
	names := c.b.s.names.Load()
	err := c.b.bucket(bucketSubscriptions).ForEach(func(k, v []byte) error {
		sub, err := decodeSubscription(string(k), v, names)
		if err == nil && sub.Source == "" {
			c.fault("subscription %.16q: of no source", k)
		}
		return err
	})
	bucket := c.b.bucket(bucketSubscriptions)
	if n := keys(bucket); uint64(n) != bucket.Sequence() {
		c.fault("subscriptions: %d, counted %d", bucket.Sequence(), n)
	}
	return err
}
