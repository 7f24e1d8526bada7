package io.grest.ws.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.grest.ws.topic.engine.SocketNode;
import io.lettuce.core.ScriptOutputType;
import reactor.core.publisher.Mono;

/**
 * Answer to the renewal of a lease. Nodes have their names here, which their ids are a
 * part of: see {@link #idOf}.
 *
 * @param isNew whether the node had no lease
 * @param alive the nodes that are alive
 * @param dead the nodes whose lease has ended
 * @param infos what nodes tell of themselves
 */
record Lease(boolean isNew, List<String> alive, List<String> dead, Map<String, String> infos) {

	// Percent-encoded names do not contain it.
	private static final char GENERATION = '+';

	/**
	 * Renew the lease of a node.
	 */
	static Mono<Lease> renew(Calls calls, Keys keys, EngineOptions options, String name, Instant since,
			int connections) {
		Mono<List<Object>> answer = calls.eval(Script.LEASE, ScriptOutputType.MULTI,
				new String[] { keys.nodes(), keys.infos() }, Ages.text(name), Ages.millis(options.lease()),
				Ages.text(since.toEpochMilli() + " " + connections));
		return answer.map(Lease::of);
	}

	/**
	 * Return the names of the nodes that are alive.
	 */
	static Mono<List<String>> alive(Calls calls, Keys keys) {
		Mono<List<Object>> answer = calls.eval(Script.LIVE, ScriptOutputType.MULTI, new String[] { keys.nodes() });
		return answer.map(Lease::texts);
	}

	private static Lease of(List<Object> answer) {
		List<String> infos = texts(answer.get(3));
		Map<String, String> map = new HashMap<>();
		for (int i = 0; i + 1 < infos.size(); i += 2) {
			map.put(infos.get(i), infos.get(i + 1));
		}
		return new Lease(Long.valueOf(1).equals(answer.get(0)), texts(answer.get(1)), texts(answer.get(2)), map);
	}

	private static List<String> texts(Object list) {
		List<String> texts = new ArrayList<>();
		((List<?>) list).forEach((each) -> texts.add(new String((byte[]) each, StandardCharsets.UTF_8)));
		return texts;
	}

	/**
	 * Return the name of a node.
	 * @param id the id of the node
	 * @param generation how many times the node was taken for dead
	 */
	static String name(String id, int generation) {
		return (generation == 0) ? Keys.encode(id) : Keys.encode(id) + GENERATION + generation;
	}

	/**
	 * Return the id of a node.
	 */
	static String idOf(String name) {
		int end = name.indexOf(GENERATION);
		return Keys.decode((end < 0) ? name : name.substring(0, end));
	}

	/**
	 * Return the nodes that are alive.
	 */
	List<SocketNode> nodes() {
		Map<String, SocketNode> nodes = new HashMap<>();
		this.alive.forEach((name) -> {
			String[] info = this.infos.getOrDefault(name, "0 0").split(" ");
			String id = idOf(name);
			nodes.put(id, new SocketNode(id, Instant.ofEpochMilli(Long.parseLong(info[0])), Integer.parseInt(info[1])));
		});
		return nodes.values().stream().sorted((one, other) -> one.id().compareTo(other.id())).toList();
	}

}
