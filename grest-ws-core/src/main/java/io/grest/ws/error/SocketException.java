package io.grest.ws.error;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Base class of errors that may cross the wire. Its {@linkplain ErrorType type}, status,
 * data, display message and {@link Context} are sent; its message, cause and stack trace
 * never are.
 *
 * <p>
 * Subclasses are annotated with {@link ErrorType}. If a contract method raises one that
 * it declares, the caller receives the same class with the same data. If it raises one
 * that it does not declare, the caller receives a {@link ServerErrorException} without
 * details.
 *
 * @since 0.1.0
 */
public abstract class SocketException extends RuntimeException {

	private final ErrorType type;

	private final transient @Nullable Object data;

	private volatile @Nullable String displayMessage;

	private transient volatile @Nullable Context context;

	private transient volatile @Nullable FailedCall failedCall;

	/**
	 * Create an error without data.
	 */
	protected SocketException() {
		this(null, null);
	}

	/**
	 * Create an error with data.
	 * @param data the error's data, an object that Jackson can write
	 */
	protected SocketException(Object data) {
		this(null, data);
	}

	/**
	 * Create an error with a display message, with data, or with both.
	 * @param displayMessage the first {@linkplain #setDisplayMessage display message}, or
	 * {@code null}
	 * @param data the error's data, or {@code null}
	 */
	protected SocketException(@Nullable String displayMessage, @Nullable Object data) {
		this.type = typeOf(getClass());
		this.data = data;
		this.displayMessage = displayMessage;
		if (displayMessage != null) {
			this.context = Context.create();
		}
	}

	/**
	 * Return the error's name on the wire.
	 * @return the type, for instance {@code NOT_FOUND}
	 */
	public final String type() {
		return this.type.value();
	}

	/**
	 * Return the status code of the error.
	 * @return a code from 100 to 599
	 */
	public final int status() {
		return this.type.status();
	}

	/**
	 * Return the error's data.
	 * @return the data, or {@code null} if there is none
	 */
	public @Nullable Object data() {
		return this.data;
	}

	/**
	 * Return the text to be displayed to a person.
	 * @return the display message, of this side or received with the error, or empty
	 */
	public final Optional<String> displayMessage() {
		return Optional.ofNullable(this.displayMessage);
	}

	/**
	 * Set the text to be displayed to a person on the other side. Of the texts of an
	 * exception it is the only one that is sent. Changes this error, and replaces a text
	 * that the constructor has set.
	 * @param displayMessage the text, or {@code null} for none
	 */
	public final void setDisplayMessage(@Nullable String displayMessage) {
		this.displayMessage = displayMessage;
	}

	/**
	 * Return the context, which identifies this occurrence: the one received if the error
	 * came from the other side, otherwise one that is created on first use.
	 * @return the context
	 */
	public final Context context() {
		Context context = this.context;
		if (context == null) {
			synchronized (this) {
				context = this.context;
				if (context == null) {
					context = Context.create();
					this.context = context;
				}
			}
		}
		return context;
	}

	/**
	 * Set the context received with the error from the other side. Changes this error.
	 * Called when an error is read; other code has no need to.
	 * @param context the context
	 */
	public final void setContext(Context context) {
		Assert.notNull(context, "Context must not be null");
		this.context = context;
	}

	/**
	 * Return the call of this side that failed with this error: the other side answered
	 * it with the error, or this side raised the error in place of an answer.
	 * @return the call, or empty for an error that the application created itself
	 */
	public final Optional<FailedCall> failedCall() {
		return Optional.ofNullable(this.failedCall);
	}

	/**
	 * Set the call that failed with this error. Changes this error. Called when a call
	 * fails; other code has no need to.
	 * @param failedCall the call
	 */
	public final void setFailedCall(FailedCall failedCall) {
		Assert.notNull(failedCall, "Failed call must not be null");
		this.failedCall = failedCall;
	}

	/**
	 * Return the type, the display message if there is one, and the {@code ref} to search
	 * the logs for.
	 */
	@Override
	public String getMessage() {
		String text = displayMessage().map((message) -> type() + ": " + message).orElseGet(this::type);
		Context context = (this.displayMessage != null) ? context() : this.context;
		return (context != null) ? text + " (" + context.ref() + ")" : text;
	}

	private static ErrorType typeOf(Class<?> errorClass) {
		ErrorType type = errorClass.getAnnotation(ErrorType.class);
		Assert.state(type != null, () -> errorClass.getName()
				+ " names no error type: annotate it with @ErrorType(value = \"SOME_TYPE\", status = 409)");
		return type;
	}

	/**
	 * Call to the other side that failed.
	 *
	 * @param path the name of the method in frames, {@code ContractName.methodName}
	 * @param declared whether the other side answered with an error that the
	 * {@code throws} clause of the method has
	 */
	public record FailedCall(String path, boolean declared) {

	}

	/**
	 * Identification of one occurrence of an error.
	 *
	 * @param timestamp the time at which the error was raised, in milliseconds since the
	 * epoch
	 * @param ref a random reference, also in the log of the side that raised the error
	 */
	public record Context(long timestamp, String ref) {

		private static final Clock CLOCK = Clock.systemUTC();

		private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();

		private static final int REF_DIGITS = 16;

		/**
		 * Create the context of an error that is raised now.
		 * @return the context, with a reference of 80 random bits
		 */
		public static Context create() {
			return new Context(CLOCK.millis(), newRef());
		}

		// A reference only finds a log entry, so a fast generator is enough; it need not
		// be a cryptographic one.
		private static String newRef() {
			StringBuilder ref = new StringBuilder("ERR_REF_");
			ThreadLocalRandom random = ThreadLocalRandom.current();
			for (int i = 0; i < REF_DIGITS; i++) {
				ref.append(DIGITS[random.nextInt(DIGITS.length)]);
			}
			return ref.toString();
		}

	}

}
