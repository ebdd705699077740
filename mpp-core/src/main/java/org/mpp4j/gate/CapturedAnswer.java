package org.mpp4j.gate;

import java.util.List;
import org.mpp4j.store.StoredAnswer;

/**
 * What a handler answered to a request that was paid for.
 *
 * @param status of the answer
 * @param headers of the answer, in order
 * @param body of the answer
 * @since 0.1
 */
@SuppressWarnings("ArrayRecordComponent")
public record CapturedAnswer(int status, List<StoredAnswer.Header> headers, byte[] body) {}
