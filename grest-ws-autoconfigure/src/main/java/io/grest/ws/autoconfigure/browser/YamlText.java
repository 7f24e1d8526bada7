package io.grest.ws.autoconfigure.browser;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML by SnakeYAML, a dependency of Spring Boot. SnakeYAML writes YAML 1.1, and other
 * tools read 1.2, where a word may have another meaning. So every text is quoted, except
 * keys that are names in both.
 */
final class YamlText {

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final Pattern NAME = Pattern
		.compile("(?!(?i)(true|false|null|yes|no|on|off|y|n|nan)$)[A-Za-z$][\\w.$/-]*");

	private YamlText() {
	}

	static byte[] write(ObjectNode document) {
		DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(FlowStyle.BLOCK);
		options.setSplitLines(false);
		// A dumper is not thread-safe.
		Yaml yaml = new Yaml(new QuotingRepresenter(options), options);
		return yaml.dump(MAPPER.convertValue(document, Map.class)).getBytes(StandardCharsets.UTF_8);
	}

	private static final class QuotingRepresenter extends Representer {

		QuotingRepresenter(DumperOptions options) {
			super(options);
			this.representers.put(String.class,
					(text) -> representScalar(Tag.STR, (String) text, ScalarStyle.DOUBLE_QUOTED));
		}

		@Override
		protected Node representMapping(Tag tag, Map<?, ?> mapping, FlowStyle style) {
			MappingNode node = (MappingNode) super.representMapping(tag, mapping, style);
			node.getValue().replaceAll(QuotingRepresenter::withPlainKey);
			return node;
		}

		private static NodeTuple withPlainKey(NodeTuple entry) {
			ScalarNode key = (ScalarNode) entry.getKeyNode();
			return NAME.matcher(key.getValue()).matches()
					? new NodeTuple(new ScalarNode(Tag.STR, key.getValue(), null, null, ScalarStyle.PLAIN),
							entry.getValueNode())
					: entry;
		}

	}

}
