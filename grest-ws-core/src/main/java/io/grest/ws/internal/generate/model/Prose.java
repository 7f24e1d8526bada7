package io.grest.ws.internal.generate.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

import io.grest.ws.contract.Description;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * What types and their members are described with: {@link Description}, or else the
 * javadoc that {@code grest-ws-processor} has kept when they were compiled.
 *
 * @since 0.1.0
 */
public final class Prose {

	private static final String DIRECTORY = "META-INF/grest-ws/prose/";

	// Of a type itself.
	private static final String TYPE = "-";

	private static final ClassValue<Properties> KEPT = new ClassValue<>() {
		@Override
		protected Properties computeValue(Class<?> type) {
			return load(type);
		}
	};

	private Prose() {
	}

	/**
	 * Return the description of a type, or of a member or parameter.
	 * @param element the element
	 * @return the text, with a line for each paragraph, {@code null} if there is none
	 */
	public static @Nullable String of(AnnotatedElement element) {
		Description description = element.getAnnotation(Description.class);
		return (description != null) ? description.value() : kept(element);
	}

	/**
	 * Return the paragraphs of the description of a type, or of a member or parameter.
	 * @param element the element
	 * @return the paragraphs, none if there is no description
	 */
	public static List<String> paragraphs(AnnotatedElement element) {
		String text = of(element);
		return (text != null) ? text.lines().toList() : List.of();
	}

	/**
	 * Return the description of a constant.
	 * @param constant the constant
	 * @return the text, with a line for each paragraph, {@code null} if there is none
	 */
	public static @Nullable String ofConstant(Enum<?> constant) {
		Class<?> type = constant.getDeclaringClass();
		Field field = ReflectionUtils.findField(type, constant.name());
		// A native image may know no fields of the enum.
		return (field != null) ? of(field) : KEPT.get(type).getProperty(constant.name());
	}

	/**
	 * Return the description of what a method answers.
	 * @param method the method
	 * @return the text, {@code null} if there is none
	 */
	public static @Nullable String ofResult(Method method) {
		return KEPT.get(method.getDeclaringClass()).getProperty(method.getName() + "()");
	}

	private static @Nullable String kept(AnnotatedElement element) {
		if (element instanceof Class<?> type) {
			return KEPT.get(type).getProperty(TYPE);
		}
		if (element instanceof Parameter parameter) {
			Executable executable = parameter.getDeclaringExecutable();
			// Parameters of a record's constructor are its components.
			String key = (executable instanceof Method)
					? executable.getName() + "(" + Arrays.asList(executable.getParameters()).indexOf(parameter) + ")"
					: parameter.getName();
			return KEPT.get(executable.getDeclaringClass()).getProperty(key);
		}
		return (element instanceof Member member) ? KEPT.get(member.getDeclaringClass()).getProperty(member.getName())
				: null;
	}

	private static Properties load(Class<?> type) {
		Properties prose = new Properties();
		ClassLoader loader = type.getClassLoader();
		if (loader != null) {
			try (InputStream in = loader.getResourceAsStream(DIRECTORY + type.getName() + ".properties")) {
				if (in != null) {
					prose.load(in);
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return prose;
	}

}
