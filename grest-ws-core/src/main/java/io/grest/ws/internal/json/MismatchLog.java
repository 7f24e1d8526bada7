package io.grest.ws.internal.json;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.error.ValidationException.Issue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Log of the mismatches of one input, which also tracks the value being read. Not
 * thread-safe.
 */
final class MismatchLog {

	// Limits the paths of all issues: they repeat keys that are in the input only once.
	private static final int LONGEST = 16 * 1024;

	private final IssueWriter writer;

	private final int limit;

	private final List<Issue> issues = new ArrayList<>();

	private int length;

	private @Nullable Value current;

	MismatchLog(IssueWriter writer, int limit) {
		this.writer = writer;
		this.limit = limit;
	}

	static MismatchLog of(DeserializationContext context) {
		return (MismatchLog) context.getAttribute(MismatchLog.class);
	}

	List<Issue> issues() {
		return this.issues;
	}

	boolean isFull() {
		return this.issues.size() >= this.limit || this.length > LONGEST;
	}

	/**
	 * Begin to read a value.
	 * @return the value, which must be ended
	 */
	Value begin(JsonParser parser) {
		this.current = new Value(parser, this.issues.size(), this.current);
		return this.current;
	}

	void end(Value value) {
		this.current = value.parent;
	}

	/**
	 * Return whether a part of the current value was refused, so that a fault of the
	 * value itself is only a consequence.
	 */
	boolean isCurrentBroken() {
		return this.current != null && this.issues.size() > this.current.issuesBefore;
	}

	/**
	 * Return the path of the current value.
	 */
	String currentPath() {
		return (this.current != null) ? IssueWriter.path(this.current.container) : "";
	}

	/**
	 * Return the path at the position of the current value's parser.
	 */
	String nestedPath() {
		return (this.current != null) ? IssueWriter.path(this.current.parser.streamReadContext()) : "";
	}

	void add(JacksonException ex, String parent, @Nullable TypeDeserializer types) {
		add(this.writer.issue(ex, parent, types));
	}

	void add(Issue issue) {
		// An object may contain a name twice.
		if (this.issues.contains(issue)) {
			return;
		}
		this.issues.add(issue);
		this.length += issue.path().length() + issue.message().length();
		if (isFull()) {
			throw new IllegalStateException("The limit of issues is reached");
		}
	}

	/**
	 * Return whether there is an issue at a path or below it.
	 */
	boolean hasIssueAt(String path) {
		return this.issues.stream()
			.anyMatch((issue) -> issue.path().equals(path) || issue.path().startsWith(path + "."));
	}

	/**
	 * Value of the input, from the first token of its deserializer.
	 */
	static final class Value {

		private final JsonParser parser;

		// The source of the tokens: a parser may be a sequence of others.
		private final JsonParser source;

		private final boolean scalar;

		private final @Nullable TokenStreamContext container;

		private final int issuesBefore;

		private final @Nullable Value parent;

		private Value(JsonParser parser, int issuesBefore, @Nullable Value parent) {
			JsonToken token = parser.currentToken();
			boolean within = token != null && (token.isStructStart() || token == JsonToken.PROPERTY_NAME);
			TokenStreamContext context = parser.streamReadContext();
			this.parser = parser;
			this.source = source(parser);
			this.scalar = token != null && token.isScalarValue();
			this.container = within ? context.getParent() : context;
			this.issuesBefore = issuesBefore;
			this.parent = parent;
		}

		/**
		 * Return whether the parser can skip to the end of the value. The depth of a
		 * value that began with buffered tokens cannot be determined from the tokens that
		 * follow.
		 */
		boolean canSkip() {
			return this.scalar || source(this.parser) == this.source;
		}

		/**
		 * Advance to the value's last token.
		 */
		void skip() {
			if (this.scalar) {
				return;
			}
			int open = depth(this.parser.streamReadContext()) - depth(this.container);
			while (open > 0) {
				JsonToken token = this.parser.nextToken();
				if (token == null) {
					return;
				}
				if (token.isStructStart()) {
					open++;
				}
				else if (token.isStructEnd()) {
					open--;
				}
			}
		}

		private static int depth(@Nullable TokenStreamContext context) {
			int depth = 0;
			for (TokenStreamContext at = context; at != null; at = at.getParent()) {
				depth++;
			}
			return depth;
		}

		private static JsonParser source(JsonParser parser) {
			JsonParser source = parser;
			while (source instanceof JsonParserDelegate delegate) {
				source = delegate.delegate();
			}
			return source;
		}

	}

}
