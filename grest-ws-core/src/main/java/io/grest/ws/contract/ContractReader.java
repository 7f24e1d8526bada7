package io.grest.ws.contract;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.reflect.KotlinTypes;
import io.grest.ws.internal.reflect.ReturnTypes;
import io.grest.ws.internal.reflect.StreamInput;
import io.grest.ws.internal.reflect.SuspendFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.BeanUtils;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Reader of the interfaces of a contract, which collects every fault that it finds. All
 * reflection on contracts and all messages about them are here.
 */
final class ContractReader {

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

	private static final Pattern PATH = Pattern.compile("/|(/([^/{}*?#\\s]|\\{[A-Za-z_][A-Za-z0-9_]*}(?!\\{))+)+");

	private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");

	// RFC 9110 section 5.6.2
	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private final String contract;

	private final Dialect dialect;

	private final List<String> faults = new ArrayList<>();

	ContractReader(String contract, Dialect dialect) {
		this.contract = contract;
		this.dialect = dialect;
		check(NAME.matcher(contract).matches(), "the name '" + contract
				+ "' is not valid in a frame's path: start it with a letter, followed by letters, digits or _");
	}

	List<ContractTopic> readTopics(List<ContractTopic> topics) {
		return ContractTopic.check(topics, this.faults::add);
	}

	@Nullable ContractResume readResume(@Nullable ContractResume resume) {
		check(resume == null || this.dialect.hasHandshake(), "the dialect " + this.dialect
				+ " has no handshake, so its clients cannot resume: remove resume(), or use the dialect GREST");
		return resume;
	}

	List<ContractMethod> readMethods(Class<?> type, boolean ofServer) {
		if (!check(type.isInterface(),
				type.getName() + " is not an interface: declare the contract's methods in one")) {
			return List.of();
		}
		Map<String, List<Method>> byName = new TreeMap<>();
		for (Method method : type.getMethods()) {
			if (Modifier.isAbstract(method.getModifiers()) && !ReflectionUtils.isObjectMethod(method)) {
				byName.computeIfAbsent(method.getName(), (name) -> new ArrayList<>()).add(method);
			}
		}
		List<ContractMethod> methods = new ArrayList<>();
		byName.forEach((name, overloads) -> {
			Method method = mostSpecific(overloads);
			if (overloads.stream().allMatch((other) -> overrides(type, method, other))) {
				methods.add(readMethod(type, method, ofServer));
			}
			else {
				fault("is overloaded: a frame identifies a method by its name alone, so give each a unique name", type,
						method);
			}
		});
		return List.copyOf(methods);
	}

	// Reflection reports an inherited method and the one that narrows it; the narrower
	// one applies.
	private static Method mostSpecific(List<Method> overloads) {
		Comparator<Method> narrower = (a, b) -> Boolean.compare(a.getReturnType().isAssignableFrom(b.getReturnType()),
				b.getReturnType().isAssignableFrom(a.getReturnType()));
		return overloads.stream()
			.filter((method) -> !method.isBridge())
			.min(narrower)
			.orElseGet(() -> overloads.get(0));
	}

	private static boolean overrides(Class<?> type, Method method, Method other) {
		return method.equals(other) || Arrays.equals(parameterClasses(type, method), parameterClasses(type, other));
	}

	private static Class<?>[] parameterClasses(Class<?> type, Method method) {
		return Arrays.stream(method.getGenericParameterTypes())
			.map((parameter) -> resolve(parameter, type))
			.map((parameter) -> ResolvableType.forType(parameter).toClass())
			.toArray(Class<?>[]::new);
	}

	private ContractMethod readMethod(Class<?> type, Method method, boolean ofServer) {
		String valueClass = KotlinTypes.valueClassTaken(method);
		if (valueClass != null) {
			fault("takes " + valueClass + ", a Kotlin value class, and the compiled method has neither its type"
					+ " nor its own name: take the wrapped type, or a data class with a property of it", type, method);
		}
		boolean suspends = SuspendFunction.is(method);
		if (suspends && !SuspendFunction.isSupported()) {
			fault("is a suspend function, which needs coroutines: add the dependency " + SuspendFunction.DEPENDENCY,
					type, method);
		}
		ReturnReader returns = new ReturnReader(this.dialect, method, (fault) -> fault(fault, type, method));
		Type declared = suspends ? SuspendFunction.resultType(method) : method.getGenericReturnType();
		Type returned = (declared != null) ? resolve(declared, type) : void.class;
		Type result = returns.readResult(returned);
		if (result != null) {
			checkPayload("answers", result, type, method);
		}
		Type items = readInputItems(type, method);
		Type input = readInput(type, method);
		new AfterReader((fault) -> fault(fault, type, method)).check(input, returned, items != null, ofServer);
		return new ContractMethod(this.contract + "." + method.getName(), method,
				returns.readMode(returned, result, items != null),
				suspends ? Mono.class : ResolvableType.forType(returned).toClass(), input, items, result,
				readErrors(type, method));
	}

	private @Nullable Type readInputItems(Class<?> type, Method method) {
		if (StreamInput.parameter(method) == null) {
			return null;
		}
		Type stream = resolve(method.getGenericParameterTypes()[SuspendFunction.inputCount(method) - 1], type);
		Type items = (stream instanceof ParameterizedType generic) ? generic.getActualTypeArguments()[0] : Void.class;
		if (items == Void.class) {
			fault("takes a stream without the type of its items: take a Flux<T>", type, method);
			return null;
		}
		if (!this.dialect.hasAnswers()) {
			fault("takes a stream, but the dialect " + this.dialect
					+ " has none: send the items as messages, or leave the dialect at GREST", type, method);
		}
		checkPayload("takes a stream of", items, type, method);
		return items;
	}

	private @Nullable Type readInput(Class<?> type, Method method) {
		boolean takesStream = StreamInput.parameter(method) != null;
		int count = SuspendFunction.inputCount(method) - (takesStream ? 1 : 0);
		if (count == 0) {
			return null;
		}
		if (Arrays.stream(method.getParameterTypes()).limit(count).anyMatch(ReturnTypes::isStream)) {
			fault("takes a stream before its last parameter: take one stream, and take it last", type, method);
			return null;
		}
		if (count > 1) {
			fault("has " + count + " parameters" + (takesStream ? " beside the stream" : "")
					+ ": a frame carries one payload, so combine them in a record", type, method);
			return null;
		}
		Type input = resolve(method.getGenericParameterTypes()[0], type);
		if (ReturnTypes.isStream(ResolvableType.forType(input).toClass())) {
			fault("takes " + input.getTypeName()
					+ ", which stands for a type parameter: declare the method with the Flux itself", type, method);
			return null;
		}
		checkPayload("takes", input, type, method);
		return input;
	}

	// GenericTypeResolver.resolveType reduces a variable bound to List<Item> to a plain
	// List.
	private static Type resolve(Type declared, Class<?> type) {
		if (declared instanceof TypeVariable) {
			Map<?, Type> bindings = GenericTypeResolver.getTypeVariableMap(type);
			Type bound = bindings.get(declared);
			return (bound != null) ? resolve(bound, type) : declared;
		}
		if (declared instanceof GenericArrayType array) {
			Type item = resolve(array.getGenericComponentType(), type);
			return (item instanceof Class<?> itemClass) ? itemClass.arrayType() : declared;
		}
		if (declared instanceof WildcardType wildcard) {
			Type bound = wildcard.getUpperBounds()[0];
			Type item = resolve(bound, type);
			return item.equals(bound) ? declared : item;
		}
		if (!(declared instanceof ParameterizedType generic)) {
			return declared;
		}
		Type[] arguments = generic.getActualTypeArguments();
		Type[] resolved = Arrays.stream(arguments).map((argument) -> resolve(argument, type)).toArray(Type[]::new);
		return Arrays.equals(arguments, resolved) ? declared
				: ResolvableType
					.forClassWithGenerics((Class<?>) generic.getRawType(),
							Arrays.stream(resolved).map(ResolvableType::forType).toArray(ResolvableType[]::new))
					.getType();
	}

	private void checkPayload(String verb, Type payload, Class<?> type, Method method) {
		if (payload instanceof TypeVariable || payload instanceof WildcardType) {
			fault(verb + " " + payload.getTypeName() + ", which may be any type: declare a concrete type", type,
					method);
		}
		else if (payload instanceof Class<?> payloadClass && payloadClass.isPrimitive()) {
			fault(verb + " the primitive " + payload.getTypeName() + ": use its wrapper class, or preferably a record",
					type, method);
		}
		else {
			checkIsThere(verb, payload, type, method);
		}
	}

	private void checkIsThere(String verb, Type payload, Class<?> type, Method method) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance()
			.getAdapter(ResolvableType.forType(payload).toClass());
		if (adapter != null) {
			fault(verb + " " + payload.getTypeName()
					+ (adapter.isMultiValue()
							? ", which is a stream: take a Flux of its items as the last parameter, or return one"
							: ", whose value is there later: a frame carries a value, so declare the type of that"),
					type, method);
		}
	}

	private Map<String, ContractError> readErrors(Class<?> type, Method method) {
		Map<String, ContractError> errors = new LinkedHashMap<>(ContractError.STANDARD);
		for (Class<?> thrown : method.getExceptionTypes()) {
			if (!SocketException.class.isAssignableFrom(thrown)) {
				fault("throws " + thrown.getName()
						+ ", which cannot be sent: extend SocketException and annotate it with @ErrorType", type,
						method);
				continue;
			}
			try {
				ContractError error = ContractError.of(thrown.asSubclass(SocketException.class));
				ContractError same = errors.put(error.type(), error);
				if (same != null && same.exceptionClass() != error.exceptionClass()) {
					fault("declares the error type '" + error.type() + "' twice, as " + same.exceptionClass().getName()
							+ " and as " + error.exceptionClass().getName() + ": change the type of one of them", type,
							method);
				}
			}
			catch (IllegalArgumentException ex) {
				fault("throws " + ex.getMessage(), type, method);
			}
		}
		return Map.copyOf(errors);
	}

	static List<String> variables(String path) {
		return VARIABLE.matcher(path).results().map((match) -> match.group(1)).toList();
	}

	String readPath(@Nullable String path) {
		if (path == null) {
			check(false, "it has no path: add .path(\"/ws/...\")");
			return "/";
		}
		if (check(PATH.matcher(path).matches(), "the path '" + path
				+ "' is not valid: start it with /, followed by plain" + " segments and variables such as {room}")) {
			List<String> variables = variables(path);
			check(variables.stream().distinct().count() == variables.size(),
					"the path '" + path + "' has two variables with the same name: rename one");
		}
		return path;
	}

	void readQuery(@Nullable Class<?> type) {
		if (type != null) {
			boolean isKotlin = KotlinDetector.isKotlinType(type);
			check(!isKotlin || KotlinDetector.isKotlinReflectPresent(), "the query type " + type.getName()
					+ " is a Kotlin class, which cannot be bound without Kotlin reflection: add the dependency kotlin-reflect");
			String valueClass = KotlinTypes.valueClassWithin(type);
			check(valueClass == null, "the query type " + type.getName() + " has a property of " + valueClass
					+ ", a Kotlin value class, which cannot be bound: use the wrapped type");
			check(!type.isInterface() && !Modifier.isAbstract(type.getModifiers()) && !type.isPrimitive()
					&& !type.isEnum() && !ClassUtils.isInnerClass(type) && hasOneConstructor(type, isKotlin),
					"the query type " + type.getName() + " cannot be bound: make it a record with a component for each"
							+ " parameter");
		}
	}

	List<String> readSubProtocols(List<String> names) {
		for (String name : names) {
			check(TOKEN.matcher(name).matches(), "the sub-protocol '" + name
					+ "' is not a token: use letters, digits and !#$%&'*+-.^_`|~ only, without spaces and commas");
		}
		check(names.stream().distinct().count() == names.size(),
				"it lists a sub-protocol twice: " + names + "; list each once");
		return List.copyOf(names);
	}

	// Default values of Kotlin parameters add synthetic constructors.
	private static boolean hasOneConstructor(Class<?> type, boolean isKotlin) {
		return type.isRecord() || type.getDeclaredConstructors().length == 1
				|| (isKotlin && BeanUtils.findPrimaryConstructor(type) != null);
	}

	/**
	 * Finish reading.
	 * @throws InvalidContractException if there are faults
	 */
	void finish() {
		if (!this.faults.isEmpty()) {
			throw new InvalidContractException(this.contract, this.faults);
		}
	}

	private void fault(String fault, Class<?> type, Method method) {
		this.faults.add("it " + fault + " (for method " + type.getSimpleName() + "." + KotlinTypes.name(method) + ")");
	}

	private boolean check(boolean condition, String fault) {
		if (!condition) {
			this.faults.add(fault);
		}
		return condition;
	}

}
