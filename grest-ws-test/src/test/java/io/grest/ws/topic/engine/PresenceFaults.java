package io.grest.ws.topic.engine;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.topic.engine.ForwardingEngine.ForwardingListener;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static io.grest.ws.topic.engine.EngineFault.fault;

/**
 * Faults in presence, the list of nodes, mailboxes, and the end of a node.
 */
final class PresenceFaults {

	private PresenceFaults() {
	}

	static List<EngineFault> all() {
		return List.of(fault("shows its own members only", ShowsOwn::new, "showsMembersOnAllNodes"),
				fault("counts its own members only", CountsOwn::new, "countsMembers"),
				fault("keeps the first member", KeepsFirst::new, "replacesMember", "tellsChangesOnAllNodes"),
				fault("shows members for ever", NeverLeaves::new, "showsMemberNoLonger", "tellsChangesOnAllNodes"),
				fault("fails to leave without having entered", LeavesStrictly::new, "leavesWithoutHavingEntered"),
				fault("tells nobody who entered", changes((it) -> new Presences.Change(List.of(), it.left())),
						"tellsChangesOnAllNodes"),
				fault("tells nobody who left", changes((it) -> new Presences.Change(it.entered(), List.of())),
						"tellsChangesOnAllNodes", "endsPresenceAtStop"),
				fault("forgets users", members((it) -> new Presences.Member(it.connection(), null, it.json())),
						"showsMembersOnAllNodes"),
				fault("gives nobody a name", members(PresenceFaults::named), "showsMembersOnAllNodes"),
				fault("lists its own node only", ListsItself::new, "listsNodes"),
				fault("forgets the number of connections", ForgetsConnections::new, "listsNodes"),
				fault("lists nodes once", ListsOnce::new, "listsNodesAgainWhenOneComes"),
				fault("remembers the first nodes", RemembersNodes::new, "listsNodesThatComeAndGo"),
				fault("loses mail", LosesMail::new, "sendsMailToEachNode"),
				fault("knows every node", KnowsEveryNode::new, "sendsNoMailToUnknownNode", "sendsNoMailToStoppedNode"),
				fault("sends mail to all", SendsToAll::new, "sendsMailToOneNodeOnly"),
				fault("does not stop", NeverStops::new, "endsSubscriptionsAtStop", "endsPresenceAtStop",
						"listsNodesThatComeAndGo", "listsNodesAgainWhenOneComes", "sendsNoMailToStoppedNode"));
	}

	private static EngineFault.Simple changes(UnaryOperator<Presences.Change> change) {
		return (engine) -> new ForwardingEngine(engine) {
			@Override
			TopicListener listener(TopicKey topic, TopicListener listener) {
				return new ForwardingListener(listener) {
					@Override
					public void changed(Presences.Change it) {
						super.changed(change.apply(it));
					}
				};
			}
		};
	}

	private static EngineFault.Simple members(UnaryOperator<Presences.Member> change) {
		return (engine) -> new ForwardingEngine(engine) {
			@Override
			public Mono<Void> enter(TopicKey topic, Member member) {
				return super.enter(topic, change.apply(member));
			}
		};
	}

	private static Presences.Member named(Presences.Member member) {
		return (member.user() != null) ? member : new Presences.Member(member.connection(), "", member.json());
	}

	/**
	 * Engine that notes the connections of its members.
	 */
	private static class Noting extends ForwardingEngine {

		final Set<String> own = ConcurrentHashMap.newKeySet();

		private Noting(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> enter(TopicKey topic, Member member) {
			this.own.add(member.connection());
			return super.enter(topic, member);
		}

	}

	private static final class ShowsOwn extends Noting {

		private ShowsOwn(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<List<Member>> list(TopicKey topic) {
			return super.list(topic)
				.map((all) -> all.stream().filter((it) -> this.own.contains(it.connection())).toList());
		}

	}

	private static final class CountsOwn extends Noting {

		private CountsOwn(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Long> count(TopicKey topic) {
			return super.list(topic)
				.map((all) -> all.stream().filter((it) -> this.own.contains(it.connection())).count());
		}

	}

	private static final class KeepsFirst extends Noting {

		private KeepsFirst(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> enter(TopicKey topic, Member member) {
			return this.own.contains(member.connection()) ? Mono.empty() : super.enter(topic, member);
		}

	}

	private static final class NeverLeaves extends ForwardingEngine {

		private NeverLeaves(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> leave(TopicKey topic, String connection) {
			return Mono.empty();
		}

	}

	private static final class LeavesStrictly extends Noting {

		private LeavesStrictly(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> leave(TopicKey topic, String connection) {
			return this.own.contains(connection) ? super.leave(topic, connection)
					: Mono.error(new ServerErrorException());
		}

	}

	private static final class ListsItself extends ForwardingEngine {

		private volatile String id;

		private ListsItself(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> start(LocalNode node) {
			this.id = node.id();
			return super.start(node);
		}

		@Override
		public Flux<List<SocketNode>> list() {
			return super.list().map((all) -> all.stream().filter((it) -> it.id().equals(this.id)).toList());
		}

	}

	private static final class ForgetsConnections extends ForwardingEngine {

		private ForgetsConnections(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Flux<List<SocketNode>> list() {
			return super.list().map((all) -> all.stream().map((it) -> new SocketNode(it.id(), it.since(), 0)).toList());
		}

	}

	private static final class ListsOnce extends ForwardingEngine {

		private ListsOnce(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Flux<List<SocketNode>> list() {
			return super.list().take(1);
		}

	}

	private static final class RemembersNodes extends ForwardingEngine {

		private final Mono<List<SocketNode>> first;

		private RemembersNodes(TopicEngine engine) {
			super(engine);
			this.first = super.list().next().cache();
		}

		@Override
		public Flux<List<SocketNode>> list() {
			return this.first.concatWith(Mono.never());
		}

	}

	private static final class LosesMail extends ForwardingEngine {

		private LosesMail(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Boolean> send(String node, byte[] mail) {
			return Mono.just(true);
		}

	}

	private static final class KnowsEveryNode extends ForwardingEngine {

		private KnowsEveryNode(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Boolean> send(String node, byte[] mail) {
			return super.send(node, mail).thenReturn(true);
		}

	}

	private static final class SendsToAll extends ForwardingEngine {

		private SendsToAll(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Boolean> send(String node, byte[] mail) {
			return super.list().next()
				.flatMapIterable((all) -> all)
				.flatMap((it) -> super.send(it.id(), mail))
				.then(Mono.just(true));
		}

	}

	private static final class NeverStops extends ForwardingEngine {

		private NeverStops(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> stop() {
			return Mono.empty();
		}

	}

}
