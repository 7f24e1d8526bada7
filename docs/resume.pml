/*
 * The extension "resume" of the dialect GREST, as a model for SPIN: a client, its links to one or two nodes, and the
 * sessions there. It has the rules by which a session goes on with another link, and none of what frames carry.
 *
 *     spin -a -DTAKEOVER docs/resume.pml && gcc -O2 -DNP -DCOLLAPSE -o pan pan.c && ./pan -l -m400000
 *
 * checks one configuration; "errors: 0" is the result to see. ResumeModelTests checks all of them, and that each
 * switch below, which breaks a rule, gives an error.
 *
 * What is checked, by the names that SPIN prints where it does not hold:
 *
 * lost         a frame handed to a link is missing although the client was told "same" or "clean"
 * doubled      a frame is handled twice
 * strayed      a frame is handled in another session than the one that it was sent in
 * two_owners   a link that is not the session's one moves its counts
 * needless     the client is told "new", or loses its session, without a reason
 * disagree     when all is quiet, the two sides have different counts
 * leftover     when all is quiet, a session lives that nobody is going to take
 * stuck        when all is quiet, the client has no session, or something still waits
 * endless      it is never quiet, although cuts and frames have an end; printed as "non-progress cycle"
 *
 * A frame is a number that only the checks look at: the protocol sees counts, as on the wire. A cut loses any suffix
 * of what is on the way, in each direction. Each side sees it at any time later, so a server may judge the next
 * handshake while it believes that the old link is open, or a handshake that the client has given up long ago.
 *
 * Not in the model: who the user is, topics, what a session's time to live ends, and more clients than one.
 */

/* Configurations: links (all but the first follow a cut or a close), frames of each direction, sizes of buffers. */

#if defined(CUTS)
/* Four links one after the other, each cut seen by the server before the next handshake: counts, replay, lost "k". */
#define LINKS 4
#define UP 2
#define DOWN 2
#define BUFFER 2
#define QUEUE 2
#define NODES 1

#elif defined(TAKEOVER)
/* The server believes a link open that the client has left, and its reader still holds frames. */
#define LINKS 3
#define UP 3
#define DOWN 2
#define BUFFER 2
#define QUEUE 2
#define NODES 1

#elif defined(TOKENS)
/* One frame each, but five links: "k" lost again and again, and handshakes that are judged late. */
#define LINKS 5
#define UP 1
#define DOWN 0
#define BUFFER 1
#define QUEUE 1
#define NODES 1

#elif defined(FULL)
/* Buffers of one frame and a queue of one: the oldest is pushed out, an item waits, what does not fit is dropped. */
#define LINKS 3
#define UP 2
#define DOWN 3
#define BUFFER 1
#define QUEUE 1
#define NODES 1

#elif defined(OTHER_NODE)
/* Each link goes to one of two nodes: the other one gives "new", and the session at the first ends when told. */
#define LINKS 3
#define UP 1
#define DOWN 2
#define BUFFER 2
#define QUEUE 2
#define NODES 2

#elif defined(STOP)
/* A node stops in order at any time: its clients bring a receipt to the other node, unless a cut comes first. */
#define LINKS 3
#define UP 1
#define DOWN 1
#define BUFFER 2
#define QUEUE 2
#define NODES 2

#elif defined(TRACE)
#define LINKS 12
#define UP 100
#define DOWN 100
#define BUFFER 8
#define QUEUE 1
#define NODES 2

#else
#error "Choose a configuration by -D: CUTS, TAKEOVER, TOKENS, FULL, OTHER_NODE, STOP or TRACE"
#endif

/*
 * Traces: with TRACE the model follows what a client and two servers of this library have done in a test, and prints
 * "assertion violated !(admitted)" if it can do the same, as it should. An event is a row of numbers in a file, whose
 * name is in the environment as TRACE: what, the link, and up to three more, see Events. Steps that no other side sees,
 * such as queueing a frame, are not recorded: the model finds out when they were taken. ResumeTraceTests records.
 */
#ifdef TRACE

#define EVENTS 2000

/* Events: what each end of a link writes and reads, by its count or what it acknowledges. */
#define END 0
#define CLIENT_OFFERS 1		/* received, base; 4 times the token, 2 if it is a receipt, and the node */
#define SERVER_ANSWERS 2	/* received; 0 for same, 1 for clean, 2 for new */
#define CLIENT_IS_ANSWERED 3
#define CLIENT_SENDS 4		/* number of the frame */
#define SERVER_RECEIVES 5	/* number of the frame */
#define SERVER_SENDS 6		/* number of the frame */
#define CLIENT_RECEIVES 7	/* number of the frame */
#define CLIENT_ACKNOWLEDGES 8	/* number of the last frame */
#define SERVER_IS_ACKNOWLEDGED 9
#define SERVER_ACKNOWLEDGES 10	/* number of the last frame */
#define CLIENT_IS_ACKNOWLEDGED 11
#define SERVER_ASKS 12
#define CLIENT_IS_ASKED 13
#define CLIENT_SAYS_LAST 14	/* number of the last frame */
#define SERVER_HEARS_LAST 15
#define SERVER_GIVES_RECEIPT 16
#define CLIENT_HAS_RECEIPT 17
#define CUT 18
#define SERVER_SEES_END 19
#define CLIENT_SEES_END 20
#define NODE_LEAVES 21

hidden byte event_kind[EVENTS];
hidden byte event_link[EVENTS];
hidden byte event_a[EVENTS];
hidden byte event_b[EVENTS];
hidden byte event_c[EVENTS];
short at_event;
bit admitted;

inline read_trace() {
	c_code {
		FILE *file = fopen(getenv("TRACE"), "r");
		int i, kind, link, a, b, c;
		for (i = 0; file && i < 1999 && fscanf(file, "%d %d %d %d %d", &kind, &link, &a, &b, &c) == 5; i++) {
			event_kind[i] = kind;
			event_link[i] = link;
			event_a[i] = a;
			event_b[i] = b;
			event_c[i] = c;
		}
		if (!file || i == 0 || !feof(file)) {
			printf("There is no trace that can be read\n");
			exit(1);
		}
		fclose(file);
	}
}

#define IS(e, l) (event_kind[at_event] == e && event_link[at_event] == l)
#define FOLLOWS(e, l) IS(e, l) &&
#define FOLLOWS_NUMBER(e, l, n) IS(e, l) && event_a[at_event] == (n) &&
#define FOLLOWED at_event++;
#else
#define FOLLOWS(e, l)
#define FOLLOWS_NUMBER(e, l, n)
#define FOLLOWED
#endif

/*
 * Switches: each breaks a rule, which SPIN finds in this configuration, by this property. FRAMES_ONLY leaves
 * out two_owners, to show what comes of it.
 *
 * R1  NO_CLIENT_BASE            FULL        lost        "same" although the client has pushed out
 *     NO_SERVER_BASE            FULL        lost        "same" although the server has pushed out
 *     NEW_ENDS_ANY              TOKENS      needless    "new" ends a session by an old token
 * R2  NUMBER_IN_QUEUE           FULL        disagree    a frame has its number when it is queued
 *     UNCOUNTED_POSITION        CUTS        lost        a frame "j" is not counted
 *     NO_ACKNOWLEDGEMENTS       FULL        stuck       the client acknowledges at "k" only
 *     ENDLESS_ACKNOWLEDGEMENTS  FULL        endless     the client acknowledges again
 * R3  ITEMS_PUSH                FULL        needless    an item of a stream pushes the oldest out
 * R4  LATE_FENCE                TAKEOVER    two_owners  the old link is stopped after "k"
 *     OPEN_READER               TAKEOVER    two_owners  only its writer is stopped before "k"
 *     OPEN_READER,FRAMES_ONLY   TAKEOVER    doubled     what comes of it
 *     OPEN_WRITER               TAKEOVER    two_owners  only its reader is stopped before "k"
 *     CHECKED_BEFORE_FENCE      TAKEOVER    lost        counts are compared before it is stopped
 *     WAITING_FIRST             TAKEOVER    lost        what waited goes before what is lacking
 *     CLIENT_READS_ON           TAKEOVER    lost        the client reads its old link after "h"
 *     UNHEARD_STAYS             CUTS        leftover    a link's end keeps a session never heard
 *     HEARD_SINCE_K             CUTS        needless    one not heard since its last "k" ends
 *     OTHER_NODE_IS_SILENT      OTHER_NODE  leftover    a node keeps its "new" to itself
 *     OTHER_NODE_ENDS_ANY       OTHER_NODE  needless    it ends a session by an old token
 * R5  EARLY_RECEIPT             STOP        lost        the client's count is not waited for
 *     UNACKNOWLEDGED_RECEIPT    STOP        lost        acknowledgements are not waited for
 *     CLIENT_TALKS              STOP        lost        the client sends more than it has said
 *     RECEIPT_KEPT              STOP        lost        the client keeps its receipt after "k"
 * R6  NO_OLD_TOKEN              CUTS        needless    the old token ends with "k"
 *     OLD_TOKEN_STAYS           TOKENS      needless    it serves though the new link was heard
 */

#ifdef TRACE
#define ROOM 50
#define ITEM 255
#else
#define ROOM 3			/* frames on the way, in each direction of a link */
#define ITEM (UP + 2)		/* the frame to the client that is a stream's: it waits for room in the buffer */
#endif
#define NONE LINKS		/* no link, no session */
#define POSITION (UP + 2)	/* the frame to the client that is a "j", for UNCOUNTED_POSITION */

mtype = { H, K, FRAME, ACK, GO_AWAY, RECEIPT };
mtype = { IDLE, SHAKING, OPEN };
mtype = { SAME, CLEAN, NEW };
mtype = { UNCLOSED, RESUMED, ENDED };
mtype = { UNSENT, WAITING, DROPPED, SENT, HANDLED };

/* Links. The token that "k" brings has the number of its link plus 1, a session that of its first link. */

chan up[LINKS] = [ROOM] of { mtype, byte, byte, byte, bit };
chan down[LINKS] = [ROOM] of { mtype, mtype, byte };
byte links;			/* how many have been opened */
bit cut[LINKS];
bit stopped[LINKS];		/* the server's reader of the link is */
bit muted[LINKS];		/* the server's writer of the link is */
mtype closed[LINKS] = UNCLOSED;	/* by the server: RESUMED is 4009 */
bit node[LINKS];
byte owner[LINKS];		/* the session that the link's "k" was of */
byte session_of[LINKS + 1];	/* the session of a token */

/* Sessions of the server. */

typedef Session {
	bit alive;
	bit heard;		/* a frame has come */
	bit asked;		/* "g" was sent */
	bit over;		/* the client has sent its last: nothing new counts */
	byte link;
	byte token;
	byte old_token;		/* 0 if it no longer serves */
	byte sent;
	byte base;		/* the frames after it can be sent again */
	byte position;		/* how many of them this link has been handed */
	byte acknowledged;
	byte received;
	byte told;		/* the last count that was acknowledged */
	byte frames[DOWN + 1]	/* the buffer, by count */
};

Session sessions[LINKS];
chan waiting[LINKS] = [QUEUE] of { byte };
chan mailbox = [LINKS] of { byte };
bit judging;			/* a handshake has stopped the old link and not yet written "k" */
byte resume_at;			/* the count and the token of that handshake */
byte resume_by;
bit leaving;			/* node 0 stops in order */

/* The client. */

mtype state = IDLE;
byte link = NONE;
byte token;
bit receipt;
byte session = NONE;
byte sent;
byte base;
byte position;
byte received;
byte told;
byte frames[UP + 1];
bit asked;			/* "g" has come */
bit over;			/* the last count was sent */

/* What only the checks look at. */

mtype status[UP + DOWN + 1] = UNSENT;	/* first the client's frames, then the server's */
byte home[UP + DOWN + 1];	/* the session that a frame was sent in */
byte next_of_client = 1;
byte next_of_server = UP + 1;
bit reason[LINKS];		/* this session may end by "new" */
bit settled[LINKS];		/* heard since the last "k" */
bit expiring[LINKS];		/* offered by a token that is not its current one: its ttl ends it */
bit lost, doubled, strayed, two_owners, needless, disagree, leftover, stuck;

/* Written and read within one step. */

hidden mtype what;
hidden mtype kind;
hidden byte i;
hidden byte at;
hidden byte its;
hidden byte count;
hidden byte frame;
hidden byte offered;
hidden byte client_base;
hidden byte clean;

#define left(l) (l != link || state == IDLE)
#define writable_up(l) (cut[l] || stopped[l] || nfull(up[l]))
#define writable_down(l) (cut[l] || left(l) || nfull(down[l]))

/* Whoever writes does not see at once that nobody reads. */
inline to_server(l, m, a) {
	if
	:: cut[l] || stopped[l]
	:: else -> up[l]!m,a,0,0,0
	fi
}

inline to_client(l, m, k, a) {
	if
	:: cut[l] || left(l)
	:: else -> down[l]!m,k,a
	fi
}

inline empty_up(l) {
	do
	:: nempty(up[l]) -> up[l]?what,_,_,_,_
	:: empty(up[l]) -> break
	od
}

inline empty_down(l) {
	do
	:: nempty(down[l]) -> down[l]?what,kind,_
	:: empty(down[l]) -> break
	od
}

/* What is sent in a session is handled once, in its order, in that session. */
inline handle(x, first, s) {
	doubled = (status[x] == HANDLED);
	assert(!doubled);
	strayed = (home[x] != s);
	assert(!strayed);
	for (i : first .. x - 1) {
		lost = lost || (status[i] == SENT && home[i] == s)
	}
	assert(!lost);
	status[x] = HANDLED
}

inline check_all_handled(s) {
	for (i : 1 .. UP + DOWN) {
		lost = lost || (status[i] == SENT && home[i] == s)
	}
	assert(!lost)
}

/* The server. */

/* Stops reader and writer of a link for good. What they hold is dropped, uncounted. */
inline stop(l) {
	stopped[l] = 1;
	muted[l] = 1;
	empty_up(l)
}

inline forget(s) {
	sessions[s].alive = 0;
	sessions[s].heard = 0;
	sessions[s].asked = 0;
	sessions[s].over = 0;
	sessions[s].link = 0;
	sessions[s].token = 0;
	sessions[s].old_token = 0;
	sessions[s].sent = 0;
	sessions[s].base = 0;
	sessions[s].position = 0;
	sessions[s].acknowledged = 0;
	sessions[s].received = 0;
	sessions[s].told = 0;
	for (i : 0 .. DOWN) {
		sessions[s].frames[i] = 0
	}
	do
	:: nempty(waiting[s]) -> waiting[s]?_
	:: empty(waiting[s]) -> break
	od
}

/* Ends a session, and closes its link if it has one. */
inline end_session(s, close) {
	at = sessions[s].link;
	if
	:: at != NONE -> stop(at); closed[at] = close
	:: else
	fi;
	forget(s)
}

/* Ends by "new" the session of a token, if that is its current one. */
inline end_offered(t, any) {
	its = session_of[t];
	if
	:: sessions[its].alive && (any || sessions[its].token == t) -> end_session(its, RESUMED)
	:: sessions[its].alive && !(any || sessions[its].token == t) -> expiring[its] = 1
	:: else
	fi
}

inline open_session(l) {
	sessions[l].alive = 1;
	sessions[l].link = l;
	sessions[l].token = l + 1;
	session_of[l + 1] = l;
	owner[l] = l
}

inline hear(l) {
	if
	:: sessions[owner[l]].link == l ->
		sessions[owner[l]].heard = 1;
		settled[owner[l]] = 1;
#ifndef OLD_TOKEN_STAYS
		sessions[owner[l]].old_token = 0
#endif
	:: else
	fi
}

inline check_owner(l) {
#ifndef FRAMES_ONLY
	two_owners = (sessions[owner[l]].link != l);
	assert(!two_owners)
#else
	skip
#endif
}

inline acknowledge_to_server(s, n) {
	assert(n <= sessions[s].sent);
	if
	:: n > sessions[s].acknowledged -> sessions[s].acknowledged = n
	:: else
	fi;
	do
	:: sessions[s].base < n -> sessions[s].base++; sessions[s].frames[sessions[s].base] = 0
	:: else -> break
	od
}

inline acknowledge_to_client(n) {
	assert(n <= sent);
	do
	:: base < n -> base++; frames[base] = 0
	:: else -> break
	od
}

#ifdef NEW_ENDS_ANY
#define ENDS_ANY 1
#else
#define ENDS_ANY 0
#endif
#ifdef OTHER_NODE_ENDS_ANY
#define MAIL_ENDS_ANY 1
#else
#define MAIL_ENDS_ANY 0
#endif

/* A handshake that cannot go on with a session: the one that it means ends, here or at the other node. */
inline answer_new(l) {
	if
	:: offered == 0
	:: offered != 0 && node[session_of[offered]] == node[l] ->
		end_offered(offered, ENDS_ANY)
	:: offered != 0 && node[session_of[offered]] != node[l] ->
		reason[session_of[offered]] = reason[session_of[offered]] || !left(l) ||
			sessions[session_of[offered]].token == offered;
#ifndef OTHER_NODE_IS_SILENT
		mailbox!offered
#endif
	fi;
	open_session(l);
	if
	:: clean -> to_client(l, K, CLEAN, 0)
	:: else -> to_client(l, K, NEW, 0)
	fi
}

#ifdef NO_SERVER_BASE
#define SERVER_CAN(s) 1
#else
#define SERVER_CAN(s) (sessions[s].base <= count)
#endif
#ifdef NO_CLIENT_BASE
#define CLIENT_CAN(s) 1
#else
#define CLIENT_CAN(s) (client_base <= sessions[s].received)
#endif

/* A token serves at its node. A late handshake by the old one may take the session from a link not heard yet. */
inline find_session(l, s) {
	s = NONE;
	if
	:: offered != 0 && node[session_of[offered]] == node[l] && sessions[session_of[offered]].alive &&
			(sessions[session_of[offered]].token == offered ||
				sessions[session_of[offered]].old_token == offered) ->
		s = session_of[offered]
	:: else
	fi
}

inline check_resumable(s) {
	if
	:: s != NONE && !(count <= sessions[s].sent && SERVER_CAN(s) && CLIENT_CAN(s)) -> s = NONE
	:: else
	fi
}

/* A late handshake by the old token takes a session whose present link was not heard yet: the client loses it. */
inline note_late(l, s) {
	if
	:: left(l) && sessions[s].token != offered && !settled[s] -> reason[s] = 1; expiring[s] = 1
	:: else
	fi
}

/* At a takeover, R4 (1). */
inline fence(l) {
	if
	:: l == NONE
	:: l != NONE ->
#if defined(OPEN_WRITER)
		stopped[l] = 1;
		empty_up(l)
#elif defined(OPEN_READER)
		muted[l] = 1
#else
		stop(l)
#endif
	fi
}

/* R4 (2) and (3): what the client has received counts as handed to the new link, and the writer goes on from there. */
inline write_k(l, s) {
	sessions[s].link = l;
	sessions[s].position = resume_at;
	sessions[s].told = sessions[s].received;
#ifndef NO_OLD_TOKEN
	sessions[s].old_token = resume_by;
#endif
	sessions[s].token = l + 1;
	session_of[l + 1] = s;
	owner[l] = s;
	settled[s] = 0;
	acknowledge_to_server(s, resume_at);
	to_client(l, K, SAME, sessions[s].received)
}

#if defined(LATE_FENCE) || defined(CHECKED_BEFORE_FENCE)
#define FENCE_FIRST 0
#else
#define FENCE_FIRST 1
#endif
#ifdef CHECKED_BEFORE_FENCE
#define FENCE_WITH_K 1
#else
#define FENCE_WITH_K 0
#endif

/* The session's one writer: a frame gets its number and its place in the buffer when it is handed to the link. */
inline number(s) {
	sessions[s].sent++;
	sessions[s].frames[sessions[s].sent] = frame;
	if
	:: sessions[s].sent - sessions[s].base > BUFFER ->
		sessions[s].base++;
		sessions[s].frames[sessions[s].base] = 0;
		reason[s] = reason[s] || frame != ITEM
	:: else
	fi
}

#ifdef ITEMS_PUSH
#define MUST_WAIT(s) 0
#else
#define MUST_WAIT(s) (sessions[s].sent - sessions[s].base == BUFFER && waiting[s]?[eval(ITEM)])
#endif
#ifdef WAITING_FIRST
#define HAS_SENT_AGAIN(s) 1
#else
#define HAS_SENT_AGAIN(s) (sessions[s].position == sessions[s].sent)
#endif
#ifdef UNCOUNTED_POSITION
#define COUNTS(x) (x != POSITION)
#else
#define COUNTS(x) 1
#endif

/* A message of the application. If the queue is full, the oldest is dropped, or the session ends. */
inline enqueue(s) {
	frame = next_of_server;
	next_of_server++;
	home[frame] = s;
	status[frame] = WAITING;
	if
	:: nfull(waiting[s]) -> waiting[s]!frame
	:: full(waiting[s]) ->
		if
		:: waiting[s]?i;
			status[i] = DROPPED;
			waiting[s]!frame
		:: reason[s] = 1;
			end_session(s, ENDED)
		fi
	fi
}

/* As it would be if a frame had its number from the queue: what is dropped leaves a gap. */
inline enqueue_numbered(s) {
	frame = next_of_server;
	next_of_server++;
	home[frame] = s;
	status[frame] = SENT;
	if
	:: sessions[s].sent - sessions[s].position == QUEUE ->
		status[sessions[s].frames[sessions[s].position + 1]] = DROPPED;
		sessions[s].frames[sessions[s].position + 1] = 0;
	:: else
	fi;
	number(s)
}

#if defined(UNHEARD_STAYS)
#define KEPT(s) 1
#elif defined(HEARD_SINCE_K)
#define KEPT(s) settled[s]
#else
#define KEPT(s) sessions[s].heard
#endif
inline end_link(l) {
	stop(l);
	if
	:: owner[l] != NONE && sessions[owner[l]].alive && sessions[owner[l]].link == l ->
		if
		:: KEPT(owner[l]) && !(leaving && node[l] == 0) -> sessions[owner[l]].link = NONE
		:: else -> reason[owner[l]] = reason[owner[l]] || !sessions[owner[l]].heard || leaving; forget(owner[l])
		fi
	:: else
	fi
}

#ifdef EARLY_RECEIPT
#define LAST_CAME(s) sessions[s].asked
#else
#define LAST_CAME(s) sessions[s].over
#endif
#ifdef UNACKNOWLEDGED_RECEIPT
#define ALL_ACKNOWLEDGED(s) 1
#else
#define ALL_ACKNOWLEDGED(s) (sessions[s].acknowledged == sessions[s].sent)
#endif
#ifdef CUTS
#define MAY_JUDGE(l) (l == 0 || stopped[l - 1])
#else
#define MAY_JUDGE(l) 1
#endif

#ifdef TRACE
/* What is queued is not seen before it is sent. An acknowledgement may say the same again. */
#define ENQUEUES(s) (event_kind[at_event] == SERVER_SENDS && event_link[at_event] == sessions[s].link && \
	event_a[at_event] == sessions[s].sent + 1 && empty(waiting[s]))
#define OWES(n, said) (n >= said)
#define JUDGES(l) && (IS(SERVER_ANSWERS, l) || (leaving && node[l] == 0))
#define GOES_ON && IS(SERVER_ANSWERS, l) && event_a[at_event] == sessions[s].received && event_b[at_event] == 0
#define SEES_END(l) && (owner[l] == NONE || IS(SERVER_SEES_END, l))
inline answered_new(l) {
	(IS(SERVER_ANSWERS, l) && event_b[at_event] == (clean -> 1 : 2));
	at_event++
}
inline seen_end(l) {
	if
	:: owner[l] != NONE -> at_event++
	:: else
	fi
}
#else
#define ENQUEUES(s) (!sessions[s].over)
#define OWES(n, said) (n > said)
#define JUDGES(l)
#define GOES_ON
#define SEES_END(l)
#define answered_new(l) skip
#define seen_end(l) skip
#endif

#define READS(l) (!stopped[l] && owner[l] != NONE)
#define WRITES(l) (!muted[l] && owner[l] != NONE && writable_down(l))

/*
 * The server's end of a link, with the application of the session that this link has begun. A handshake is judged in
 * three steps, between which all else goes on.
 */
proctype Server(byte l) {
	byte s = NONE;
	byte old = NONE;

end:	do
	:: atomic { !stopped[l] && !judging && MAY_JUDGE(l) JUDGES(l) && up[l]?[H,_,_,_,_] ->
		up[l]?H,offered,count,client_base,clean;
		if
		:: leaving && node[l] == 0 -> stop(l); closed[l] = ENDED
		:: else ->
			find_session(l, s);
			check_resumable(s);
			if
			:: s == NONE -> answer_new(l); answered_new(l)
			:: else ->
				note_late(l, s);
				old = sessions[s].link;
				if
				:: FENCE_FIRST -> fence(old)
				:: else
				fi;
				judging = 1;
				resume_at = count;
				resume_by = offered
			fi
		fi
	   }
	:: atomic { s != NONE GOES_ON ->
		FOLLOWED
		if
		:: FENCE_WITH_K -> fence(old)
		:: else
		fi;
		write_k(l, s);
		judging = 0;
		resume_at = 0;
		resume_by = 0;
		s = NONE
	   }
	:: atomic { s == NONE && old != NONE ->
		stop(old);
		closed[old] = RESUMED;
		old = NONE
	   }

	/* What comes. */
	:: atomic { FOLLOWS_NUMBER(SERVER_RECEIVES, l, sessions[owner[l]].received + 1)
			READS(l) && up[l]?[FRAME,_,_,_,_] ->
		FOLLOWED
		up[l]?FRAME,frame,_,_,_;
		check_owner(l);
		hear(l);
		sessions[owner[l]].received++;
		handle(frame, 1, owner[l])
	   }
	:: atomic { FOLLOWS(SERVER_IS_ACKNOWLEDGED, l)
			READS(l) && up[l]?[ACK,_,_,_,_] ->
		FOLLOWED
		up[l]?ACK,count,_,_,_;
		hear(l);
		acknowledge_to_server(owner[l], count)
	   }
	:: atomic { FOLLOWS(SERVER_HEARS_LAST, l)
			READS(l) && up[l]?[GO_AWAY,_,_,_,_] ->
		FOLLOWED
		up[l]?GO_AWAY,count,_,_,_;
		hear(l);
		disagree = (sessions[owner[l]].received != count);
		assert(!disagree);
		sessions[owner[l]].over = 1
	   }
	:: atomic { cut[l] && !stopped[l] && !judging SEES_END(l) -> end_link(l); seen_end(l) }

	/* What goes: first what the client lacks, then what waited. */
	:: atomic { FOLLOWS_NUMBER(SERVER_SENDS, l, sessions[owner[l]].position + 1)
			WRITES(l) && sessions[owner[l]].position < sessions[owner[l]].sent ->
		FOLLOWED
		check_owner(l);
		sessions[owner[l]].position++;
		frame = sessions[owner[l]].frames[sessions[owner[l]].position];
		if
		:: frame != 0 -> to_client(l, FRAME, SAME, frame)
		:: else ->
#ifndef NUMBER_IN_QUEUE
			lost = 1;
			assert(!lost)
#endif
		fi
	   }
	:: atomic { FOLLOWS_NUMBER(SERVER_SENDS, l, sessions[owner[l]].sent + 1)
			WRITES(l) && HAS_SENT_AGAIN(owner[l]) && nempty(waiting[owner[l]]) && !MUST_WAIT(owner[l]) ->
		FOLLOWED
		check_owner(l);
		waiting[owner[l]]?frame;
		status[frame] = SENT;
		if
		:: COUNTS(frame) ->
			number(owner[l]);
			sessions[owner[l]].position++
		:: else
		fi;
		to_client(l, FRAME, SAME, frame)
	   }
	:: atomic { FOLLOWS_NUMBER(SERVER_ACKNOWLEDGES, l, sessions[owner[l]].received)
			WRITES(l) && OWES(sessions[owner[l]].received, sessions[owner[l]].told) ->
		FOLLOWED
		sessions[owner[l]].told = sessions[owner[l]].received;
		to_client(l, ACK, SAME, sessions[owner[l]].told)
	   }

	/* The orderly stop. */
	:: atomic { FOLLOWS(SERVER_ASKS, l) WRITES(l) && leaving && node[l] == 0 && !sessions[owner[l]].asked ->
		FOLLOWED
		sessions[owner[l]].asked = 1;
		to_client(l, GO_AWAY, SAME, 0)
	   }
	:: atomic { FOLLOWS(SERVER_GIVES_RECEIPT, l)
			WRITES(l) && LAST_CAME(owner[l]) && ALL_ACKNOWLEDGED(owner[l]) && empty(waiting[owner[l]]) ->
		FOLLOWED
		to_client(l, RECEIPT, SAME, 0);
		reason[owner[l]] = 1;
		its = owner[l]; end_session(its, ENDED)
	   }

	/* The application. */
	:: atomic { sessions[l].alive && ENQUEUES(l) && !judging && next_of_server <= UP + DOWN ->
#ifdef NUMBER_IN_QUEUE
		enqueue_numbered(l)
#else
		enqueue(l)
#endif
	   }
	od
}

/* A node learns that another one has answered "new" to a token of its own. */
proctype Mailbox() {
end:	do
	:: atomic { !judging && nempty(mailbox) -> mailbox?offered; end_offered(offered, MAIL_ENDS_ANY) }
	od
}

/* Node 0 stops in order: what has no link ends at once. */
proctype Leave() {
	byte s;

	atomic { FOLLOWS(NODE_LEAVES, 0) !judging ->
		FOLLOWED
		leaving = 1;
		for (s : 0 .. LINKS - 1) {
			if
			:: sessions[s].alive && node[s] == 0 && sessions[s].link == NONE -> reason[s] = 1; forget(s)
			:: else
			fi
		}
	}
}

/* The client. */

inline connect() {
	link = links;
	links++;
#ifdef TRACE
	node[link] = event_c[at_event] & 1;
#else
	if
	:: NODES == 1
	:: NODES == 2 && !leaving -> node[link] = 0
	:: NODES == 2 -> node[link] = 1
	fi;
#endif
	state = SHAKING;
	up[link]!H,token,received,base,receipt
}

inline leave_link() {
#ifndef CLIENT_READS_ON
	empty_down(link);
#endif
	state = IDLE;
	if
	:: asked -> token = 0
	:: else
	fi;
	asked = 0;
	over = 0;
	position = 0
}

inline start_session() {
	session = link;
	sent = 0;
	base = 0;
	position = 0;
	received = 0;
	told = 0;
	for (i : 1 .. UP) {
		frames[i] = 0
	}
}

/* The client goes on from what the server has, or begins anew; and acknowledges at once. */
inline read_k() {
	if
	:: kind == SAME ->
		lost = (count < base);
		assert(!lost);
		acknowledge_to_client(count);
		position = count
	:: kind == CLEAN ->
		check_all_handled(session);
		start_session()
	:: kind == NEW ->
		needless = (token != 0 && !reason[session]);
		assert(!needless);
		start_session()
	fi;
	token = link + 1;
#ifndef RECEIPT_KEPT
	receipt = 0;
#endif
	state = OPEN;
	told = received;
	to_server(link, ACK, received)
}

inline read_frame() {
	if
	:: COUNTS(frame) -> received++
	:: else
	fi;
	handle(frame, UP + 1, session)
}

inline hand_to_server() {
	frame = next_of_client;
	next_of_client++;
	home[frame] = session;
	status[frame] = SENT;
	sent++;
	position++;
	frames[sent] = frame;
	if
	:: sent - base > BUFFER -> base++; frames[base] = 0; reason[session] = 1
	:: else
	fi;
	to_server(link, FRAME, frame)
}

#ifdef TRACE
#define OFFERS && IS(CLIENT_OFFERS, links) && event_c[at_event] / 4 == token && \
	((event_c[at_event] / 2) & 1) == receipt && \
	(token == 0 || (event_a[at_event] == received && event_b[at_event] == base))
#else
#define OFFERS
#endif
#ifdef CLIENT_TALKS
#define TALKS 1
#else
#define TALKS (!over)
#endif
#if defined(NO_ACKNOWLEDGEMENTS)
#define OWES_ACKNOWLEDGEMENT 0
#elif defined(ENDLESS_ACKNOWLEDGEMENTS)
#define OWES_ACKNOWLEDGEMENT 1
#else
#define OWES_ACKNOWLEDGEMENT OWES(received, told)
#endif

proctype Client() {
end:	do
	:: atomic { state == IDLE && links < LINKS OFFERS -> connect(); FOLLOWED }

	/* What comes. */
	:: atomic { FOLLOWS(CLIENT_IS_ANSWERED, link)
			state == SHAKING && down[link]?[K,_,_] ->
		FOLLOWED
		down[link]?K,kind,count;
		read_k()
	   }
	:: atomic { FOLLOWS_NUMBER(CLIENT_RECEIVES, link, received + 1)
			state == OPEN && down[link]?[FRAME,_,_] ->
		FOLLOWED
		down[link]?FRAME,_,frame;
		read_frame()
	   }
	:: atomic { FOLLOWS(CLIENT_IS_ACKNOWLEDGED, link)
			state == OPEN && down[link]?[ACK,_,_] ->
		FOLLOWED
		down[link]?ACK,_,count;
		acknowledge_to_client(count)
	   }
	:: atomic { FOLLOWS(CLIENT_IS_ASKED, link)
			state == OPEN && down[link]?[GO_AWAY,_,_] ->
		FOLLOWED
		down[link]?GO_AWAY,_,_;
		asked = 1
	   }
	:: atomic { FOLLOWS(CLIENT_HAS_RECEIPT, link)
			state == OPEN && down[link]?[RECEIPT,_,_] ->
		FOLLOWED
		down[link]?RECEIPT,_,_;
		receipt = 1;
		token = 0;
		leave_link()
	   }
#ifdef CLIENT_READS_ON
	:: atomic { state == SHAKING && link > 0 && down[link - 1]?[FRAME,_,_] ->
		down[link - 1]?FRAME,_,frame;
		read_frame()
	   }
#endif

	/* A close comes after what was sent before it, or not at all. */
	:: atomic { FOLLOWS(CLIENT_SEES_END, link) state != IDLE && closed[link] == RESUMED && empty(down[link]) ->
		FOLLOWED
		needless = (token != 0 && !reason[session]);
		assert(!needless);
		token = 0;
		leave_link()
	   }
	:: atomic { FOLLOWS(CLIENT_SEES_END, link) state != IDLE && closed[link] == ENDED && empty(down[link]) ->
		FOLLOWED
		leave_link()
	   }
	:: atomic { FOLLOWS(CLIENT_SEES_END, link) state != IDLE && cut[link] -> FOLLOWED leave_link() }

	/* What goes. */
	:: atomic { FOLLOWS_NUMBER(CLIENT_SENDS, link, position + 1)
			state == OPEN && writable_up(link) && position < sent ->
		FOLLOWED
		position++;
		to_server(link, FRAME, frames[position])
	   }
	:: atomic { FOLLOWS_NUMBER(CLIENT_SENDS, link, sent + 1)
			state == OPEN && writable_up(link) && position == sent && next_of_client <= UP && TALKS ->
		FOLLOWED
		hand_to_server()
	   }
	:: atomic { FOLLOWS_NUMBER(CLIENT_ACKNOWLEDGES, link, received)
			state == OPEN && writable_up(link) && OWES_ACKNOWLEDGEMENT ->
		FOLLOWED
		told = received;
		to_server(link, ACK, told)
	   }
	:: atomic { FOLLOWS_NUMBER(CLIENT_SAYS_LAST, link, sent)
			state == OPEN && writable_up(link) && position == sent && asked && !over ->
		FOLLOWED
		over = 1;
		to_server(link, GO_AWAY, sent)
	   }
	od
}

/* When nothing can happen any more, all has arrived, and only the client's session has a link. */
inline check_settled() {
	stuck = (state != OPEN || cut[link] || !sessions[session].alive || sessions[session].link != link ||
		nempty(waiting[session]));
	assert(!stuck);
	disagree = (sent != sessions[session].received || received != sessions[session].sent);
	assert(!disagree);
	check_all_handled(session);
	for (i : 0 .. LINKS - 1) {
		leftover = leftover || (i != session && sessions[i].alive && (sessions[i].link != NONE || !expiring[i]))
	}
	assert(!leftover)
}

#ifdef TRACE
/* Cuts a link when the test has, and ends with the trace: what is on its way then is of no interest. */
proctype Network() {
end:	do
	:: atomic { event_kind[at_event] == CUT -> cut[event_link[at_event]] = 1; at_event++ }
	:: atomic { event_kind[at_event] == END -> admitted = 1; assert(!admitted) }
	od
}
#else
/* Cuts the client's link at any time, as long as there is another one; then looks at what is left. */
proctype Network() {
	do
	:: atomic { state != IDLE && !cut[link] && links < LINKS -> cut[link] = 1 }
	:: atomic { timeout ->
		if
		:: state == IDLE && links == LINKS
		:: else -> check_settled()
		fi;
		break
	   }
	od
}
#endif

init {
	byte l;

	atomic {
#ifdef TRACE
		read_trace();
#endif
		for (l : 0 .. LINKS - 1) {
			owner[l] = NONE;
			run Server(l)
		}
		run Client();
#if NODES == 2
		run Mailbox();
#endif
#if defined(STOP) || defined(TRACE)
		run Leave();
#endif
		run Network()
	}
}
