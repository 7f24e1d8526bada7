package io.grest.ws.generate;

import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.ContractModel.Failure;
import io.grest.ws.generate.ContractModel.Function;
import io.grest.ws.generate.ContractModel.Topic;
import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.Prose;
import io.grest.ws.internal.generate.type.QueryFields;
import io.grest.ws.internal.generate.type.Site;
import io.grest.ws.internal.generate.type.TypeReader;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.StringUtils;

/**
 * Reader of a contract, which collects all faults before it fails.
 */
final class ContractModelReader {

	private final SocketContract<?, ?> contract;

	private final JsonMapper mapper;

	private final Declarations declarations = new Declarations(false);

	// A fault of a type that is used in several places of one payload is reported once.
	private final Set<String> faults = new LinkedHashSet<>();

	private final TypeReader types;

	ContractModelReader(SocketContract<?, ?> contract, JsonMapper mapper) {
		this.contract = contract;
		this.mapper = mapper;
		this.types = new TypeReader(mapper, this.declarations, "TypeScript", this.faults::add);
	}

	/**
	 * Read the contract.
	 * @return the contract from the point of view of its client
	 * @throws TypeScriptGenerationException if it has faults
	 */
	ContractModel read() {
		List<Function> calls = this.contract.serverMethods()
			.stream()
			.map((method) -> function(method, this.contract.serverType(), Direction.READ, Direction.WRITTEN))
			.toList();
		List<Function> handlers = this.contract.clientMethods()
			.stream()
			.map((method) -> function(method, this.contract.clientType(), Direction.WRITTEN, Direction.READ))
			.toList();
		Map<String, Field> parameters = QueryFields.of(this.contract.queryType());
		List<Field> variables = this.contract.pathVariables()
			.stream()
			.map((variable) -> variable(variable, parameters.remove(variable)))
			.toList();
		if (SharedModule.isTaken(this.contract.name())) {
			this.faults.add("its name is that of a file that clients share: rename the contract");
		}
		if (!this.faults.isEmpty()) {
			throw new TypeScriptGenerationException(this.contract.name(), List.copyOf(this.faults));
		}
		List<Topic> topics = this.contract.topics().stream().map(this::topic).toList();
		this.declarations.join();
		return new ContractModel(this.contract.name(), this.contract.dialect(), this.contract.path(), false,
				this.contract.resume().isPresent(), new Fields(variables),
				(this.contract.queryType() != null) ? new Fields(List.copyOf(parameters.values())) : null,
				this.contract.subProtocols(), calls, handlers, topics, this.declarations,
				Prose.paragraphs(this.contract.serverType()), Prose.paragraphs(this.contract.clientType()));
	}

	private Function function(ContractMethod method, Class<?> owner, Direction input, Direction result) {
		String place = owner.getSimpleName() + "." + method.name();
		Annotations annotations = (method.inputType() != null) ? Annotations.of(method.method().getParameters()[0])
				: Annotations.NONE;
		boolean answersStream = method.mode() == ContractMethod.Mode.STREAM;
		Annotations results = Annotations.ofResult(method.method());
		Annotations items = answersStream ? results.ofContent() : results;
		Annotations taken = itemsTaken(method);
		Map<String, Failure> failures = failures(method, place);
		List<String> notes = new ArrayList<>(Prose.paragraphs(method.method()));
		if (!annotations.constraints().isEmpty()) {
			notes.add("Input: " + StringUtils.uncapitalize(String.join(" ", annotations.constraints())));
		}
		if (!taken.constraints().isEmpty()) {
			notes.add("Each item: " + StringUtils.uncapitalize(String.join(" ", taken.constraints())));
		}
		if (!failures.isEmpty()) {
			notes.add("Fails with " + String.join(", ", failures.keySet()) + ".");
		}
		if (method.isIdempotent()) {
			notes.add("Is called again if the connection is lost before the answer.");
		}
		method.after().ifPresent((component) -> notes.add("Goes on after the last item if the connection is lost."));
		notes.addAll(tags(method));
		return new Function(method.name(), method.mode(),
				type(method.inputType(), Site.of(input, "input of " + place, annotations)),
				type(method.inputItemType(), Site.of(input, "stream taken by " + place, taken)),
				type(method.resultType(),
						Site.of(result, (answersStream ? "stream of " : "result of ") + place, items)),
				method.resultType() != null && !answersStream && results.nullable(), failures, notes,
				method.isIdempotent(), after(method));
	}

	private static List<String> tags(ContractMethod method) {
		List<String> tags = new ArrayList<>();
		Parameter[] parameters = method.method().getParameters();
		if (method.inputType() != null) {
			addTag(tags, "@param input ", Prose.of(parameters[0]));
		}
		if (method.inputItemType() != null) {
			addTag(tags, "@param items ", Prose.of(parameters[(method.inputType() != null) ? 1 : 0]));
		}
		addTag(tags, "@returns ", Prose.ofResult(method.method()));
		if (method.method().isAnnotationPresent(Deprecated.class)) {
			tags.add("@deprecated");
		}
		return tags;
	}

	private static void addTag(List<String> tags, String tag, @Nullable String text) {
		if (text != null) {
			tags.add(tag + text);
		}
	}

	// A component may have another name in JSON.
	private @Nullable String after(ContractMethod method) {
		String component = method.after().orElse(null);
		if (component == null) {
			return null;
		}
		SerializationContext context = this.mapper._serializationContext();
		return context.introspectBeanDescription(this.mapper.constructType(method.inputType()))
			.findProperties()
			.stream()
			.filter((property) -> component.equals(property.getInternalName()))
			.map(BeanPropertyDefinition::getName)
			.findFirst()
			.orElse(component);
	}

	private static Annotations itemsTaken(ContractMethod method) {
		int payloads = (method.inputType() != null) ? 1 : 0;
		return (method.inputItemType() != null) ? Annotations.of(method.method().getParameters()[payloads]).ofContent()
				: Annotations.NONE;
	}

	// Sorted by name, since the order of the contract's map changes between runs.
	private Map<String, Failure> failures(ContractMethod method, String place) {
		Map<String, Failure> failures = new TreeMap<>();
		new TreeMap<>(method.errors()).forEach((type, error) -> {
			if (!ContractError.STANDARD.containsKey(type) && !isSentAsCode(error)) {
				Site site = Site.of(Direction.WRITTEN, "details of " + type + ", an error of " + place,
						Annotations.NONE);
				failures.put(type, new Failure(error.status(), type(error.dataType(), site)));
			}
		});
		return failures;
	}

	// In the envelope dialect, temporary errors close the connection without a frame.
	private boolean isSentAsCode(ContractError error) {
		return switch (this.contract.dialect()) {
			case GREST -> false;
			case ENVELOPE -> SocketCloseStatus.ofTemporary(error.type(), error.status()) != null;
		};
	}

	private Topic topic(ContractTopic topic) {
		Class<?> member = topic.memberType();
		Site site = Site.of(Direction.WRITTEN, "member of the topic '" + topic.pattern() + "'", Annotations.NONE);
		return new Topic(topic.pattern(), topic.hasHistory(),
				(member != null && isDescribed(member, site)) ? this.types.read(member, site) : null);
	}

	// A member reaches a client only as a part of payloads, whose faults are reported.
	private boolean isDescribed(Class<?> member, Site site) {
		List<String> own = new ArrayList<>();
		new TypeReader(this.mapper, new Declarations(false), "TypeScript", own::add).read(member, site);
		return own.isEmpty();
	}

	private @Nullable JsonType type(@Nullable Type type, Site site) {
		return (type != null) ? this.types.read(type, site) : null;
	}

	private static Field variable(String name, @Nullable Field declared) {
		return (declared != null) ? new Field(name, declared.type(), false, declared.annotations(), null)
				: new Field(name, JsonType.STRING, false);
	}

}
