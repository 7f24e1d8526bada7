package io.grest.ws.contract;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.CancelledException;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.lang.Contract;

/**
 * Error that a method declares: its type on the wire, its status, and its exception,
 * which is created from the data of the error.
 *
 * @since 0.1.0
 */
public final class ContractError {

	/**
	 * The errors that every method declares, by type.
	 */
	public static final Map<String, ContractError> STANDARD = Collections.unmodifiableMap(Stream
		.of(ValidationException.class, ServerErrorException.class, RouteNotFoundException.class,
				PayloadTooLargeException.class, TooManyRequestsException.class)
		.map(ContractError::of)
		.collect(Collectors.toMap(ContractError::type, Function.identity())));

	/**
	 * All standard errors, including those that a method has to declare, by type.
	 */
	public static final Map<String, ContractError> ALL_STANDARD = Collections.unmodifiableMap(
			Stream
				.concat(STANDARD.values().stream(),
						Stream
							.of(BadRequestException.class, NotAuthorizedException.class, ForbiddenException.class,
									NotFoundException.class, ExistsException.class)
							.map(ContractError::of))
				.collect(Collectors.toMap(ContractError::type, Function.identity())));

	/**
	 * The errors that every method may answer where both sides support streams, by type.
	 */
	public static final Map<String, ContractError> OF_STREAMS = Collections
		.unmodifiableMap(Stream.of(BadRequestException.class, CancelledException.class, DeadlineExceededException.class)
			.map(ContractError::of)
			.collect(Collectors.toMap(ContractError::type, Function.identity())));

	private final ErrorType type;

	private final Constructor<? extends SocketException> constructor;

	private ContractError(ErrorType type, Constructor<? extends SocketException> constructor) {
		this.type = type;
		this.constructor = constructor;
	}

	/**
	 * Read an exception class.
	 * @param exceptionClass the class, annotated with {@link ErrorType}
	 * @return the error
	 * @throws IllegalArgumentException if the class cannot be an error of a contract,
	 * with the reason and the remedy
	 */
	static ContractError of(Class<? extends SocketException> exceptionClass) {
		ErrorType type = exceptionClass.getAnnotation(ErrorType.class);
		require(type != null, exceptionClass, "has no @ErrorType: add @ErrorType(value = \"SOME_TYPE\", status = 409)");
		require(type.value().matches("[A-Z][A-Za-z0-9_]*"), exceptionClass,
				"has the error type '" + type.value() + "': start it with A to Z and go on with letters, digits or _");
		require(type.status() >= 100 && type.status() <= 599, exceptionClass,
				"has the status " + type.status() + ": use one of 100 to 599");
		return new ContractError(type, constructorOf(exceptionClass));
	}

	@SuppressWarnings("unchecked")
	private static Constructor<? extends SocketException> constructorOf(Class<? extends SocketException> errorClass) {
		List<Constructor<?>> constructors = Arrays.asList(errorClass.getDeclaredConstructors());
		List<Constructor<?>> fromData = constructors.stream()
			.filter((candidate) -> candidate.getParameterCount() == 1
					&& candidate.getParameterTypes()[0] != String.class)
			.toList();
		require(fromData.size() <= 1, errorClass,
				"has several constructors with one parameter: keep one that takes the error's data");
		Constructor<?> constructor = fromData.stream()
			.findFirst()
			.or(() -> constructors.stream().filter((candidate) -> candidate.getParameterCount() == 0).findFirst())
			.orElse(null);
		require(constructor != null && !Modifier.isAbstract(errorClass.getModifiers()) && !isInner(errorClass),
				errorClass,
				"cannot be built from its data: make it a static or top-level class that is not abstract, with one "
						+ "constructor that takes the data, or one without parameters if there is none");
		constructor.setAccessible(true);
		return (Constructor<? extends SocketException>) constructor;
	}

	private static boolean isInner(Class<?> errorClass) {
		return errorClass.getEnclosingClass() != null && !Modifier.isStatic(errorClass.getModifiers());
	}

	@Contract("false, _, _ -> fail")
	private static void require(boolean condition, Class<?> errorClass, String fault) {
		if (!condition) {
			throw new IllegalArgumentException(errorClass.getName() + ", which " + fault);
		}
	}

	/**
	 * Return the error's name on the wire.
	 * @return the type
	 */
	public String type() {
		return this.type.value();
	}

	/**
	 * Return the status code of the type.
	 * @return a code from 100 to 599
	 */
	public int status() {
		return this.type.status();
	}

	/**
	 * Return the class that a handler throws and a caller catches.
	 * @return the class
	 */
	public Class<? extends SocketException> exceptionClass() {
		return this.constructor.getDeclaringClass();
	}

	/**
	 * Return the type of the error's data.
	 * @return the type, or {@code null} if the error has no data
	 */
	public @Nullable Type dataType() {
		return (this.constructor.getParameterCount() == 1) ? this.constructor.getGenericParameterTypes()[0] : null;
	}

	/**
	 * Create the exception.
	 * @param data the error's data, or {@code null} if it has none
	 * @return the exception
	 * @throws RuntimeException if the exception's constructor refuses the data
	 */
	public SocketException create(@Nullable Object data) {
		return (this.constructor.getParameterCount() == 1) ? BeanUtils.instantiateClass(this.constructor, data)
				: BeanUtils.instantiateClass(this.constructor);
	}

	/**
	 * Return the type.
	 */
	@Override
	public String toString() {
		return type();
	}

}
