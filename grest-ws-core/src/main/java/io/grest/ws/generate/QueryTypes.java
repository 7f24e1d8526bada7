package io.grest.ws.generate;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.grest.ws.generate.type.Annotations;
import io.grest.ws.generate.type.TsType;
import io.grest.ws.generate.type.TsType.Choice;
import io.grest.ws.generate.type.TsType.Field;
import io.grest.ws.generate.type.TsType.Items;
import io.grest.ws.generate.type.TsType.Plain;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Reads what path variables and query parameters are bound to: text, converted by Spring
 * rather than by Jackson.
 */
final class QueryTypes {

	private QueryTypes() {
	}

	/**
	 * Read the parameters of a query type.
	 * @param type the type, {@code null} for none
	 * @return the parameters by name
	 */
	static Map<String, Field> of(@Nullable Class<?> type) {
		Map<String, Field> fields = new LinkedHashMap<>();
		if (type != null) {
			Constructor<?> constructor = BeanUtils.getResolvableConstructor(type);
			String[] names = BeanUtils.getParameterNames(constructor);
			for (int i = 0; i < names.length; i++) {
				fields.put(names[i], field(names[i], ResolvableType.forConstructorParameter(constructor, i),
						constructor.getParameters()[i]));
			}
		}
		return fields;
	}

	private static Field field(String name, ResolvableType type, Parameter parameter) {
		Annotations annotations = Annotations.of(parameter);
		boolean optional = type.resolve() == Optional.class;
		List<String> notes = new ArrayList<>(annotations.constraints());
		if (annotations.deprecated()) {
			notes.add("@deprecated");
		}
		return new Field(name, valueOf(optional ? type.getGeneric() : type),
				(optional && !annotations.forbidNull()) || annotations.nullable(), notes);
	}

	private static TsType valueOf(ResolvableType type) {
		if (type.isArray()) {
			return new Items(scalar(type.getComponentType().toClass()));
		}
		return Collection.class.isAssignableFrom(type.toClass())
				? new Items(scalar(type.asCollection().getGeneric().toClass())) : scalar(type.toClass());
	}

	// Spring converts names to constants, and text to what is neither number nor flag.
	private static TsType scalar(Class<?> declared) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(declared);
		if (type == Boolean.class) {
			return TsType.BOOLEAN;
		}
		if (Number.class.isAssignableFrom(type)) {
			return TsType.NUMBER;
		}
		if (type.isEnum()) {
			return Choice.of(Arrays.stream(type.getEnumConstants())
				.<TsType>map((constant) -> new Plain('"' + ((Enum<?>) constant).name() + '"', null))
				.toList());
		}
		return TsType.STRING;
	}

}
