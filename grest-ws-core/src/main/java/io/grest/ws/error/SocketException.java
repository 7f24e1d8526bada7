package io.grest.ws.error;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Base class of errors that may cross the wire. Its {@linkplain ErrorType type}, status,
 * data and {@link Context} are sent; its message, cause and stack trace never are.
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

	private transient volatile @Nullable Context context;

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
	 * Create an error with a text to be displayed, with data, or with both.
	 * @param displayMessage a text to be displayed on the other side, or {@code null}
	 * @param data the error's data, or {@code null}
	 */
	protected SocketException(@Nullable String displayMessage, @Nullable Object data) {
		super(displayMessage);
		this.type = typeOf(getClass());
		this.data = data;
		if (displayMessage != null) {
			this.context = Context.of(displayMessage);
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
					context = Context.of(null);
					this.context = context;
				}
			}
		}
		return context;
	}

	/**
	 * Set the context received with the error from the other side.
	 * @param context the context
	 * @return this
	 */
	public final SocketException withContext(Context context) {
		Assert.notNull(context, "Context must not be null");
		this.context = context;
		return this;
	}

	/**
	 * Set a text to be displayed on the other side, the only text that crosses the wire.
	 * @param displayMessage the text
	 * @return this
	 */
	public final SocketException withDisplayMessage(String displayMessage) {
		Context current = context();
		return withContext(new Context(displayMessage, current.timestamp(), current.ref()));
	}

	/**
	 * Return the type, the display message if there is one, and the {@code ref} to search
	 * the logs for.
	 */
	@Override
	public String getMessage() {
		Context context = this.context;
		if (context == null) {
			return this.type.value();
		}
		String text = (context.displayMessage() != null) ? this.type.value() + ": " + context.displayMessage()
				: this.type.value();
		return text + " (" + context.ref() + ")";
	}

	private static ErrorType typeOf(Class<?> errorClass) {
		ErrorType type = errorClass.getAnnotation(ErrorType.class);
		Assert.state(type != null, () -> errorClass.getName()
				+ " names no error type: annotate it with @ErrorType(value = \"SOME_TYPE\", status = 409)");
		return type;
	}

	/**
	 * Identification of one occurrence of an error.
	 *
	 * @param displayMessage a text to be displayed, or {@code null}
	 * @param timestamp the time at which the error was raised, in milliseconds since the
	 * epoch
	 * @param ref a random reference, also in the log of the side that raised the error
	 */
	public record Context(@Nullable String displayMessage, long timestamp, String ref) {

		private static final Clock CLOCK = Clock.systemUTC();

		private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();

		private static final int REF_DIGITS = 16;

		/**
		 * Create the context of an error that is raised now.
		 * @param displayMessage a text to be displayed, or {@code null}
		 * @return the context, with a reference of 80 random bits
		 */
		public static Context of(@Nullable String displayMessage) {
			return new Context(displayMessage, CLOCK.millis(), newRef());
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
