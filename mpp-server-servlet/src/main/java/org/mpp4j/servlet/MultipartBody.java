package org.mpp4j.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemHeaders;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;
import org.jspecify.annotations.Nullable;

/** The parts of a buffered multipart body. Commons FileUpload takes it apart; the body's own limit bounds it. */
final class MultipartBody {

    private static final int MAX_PARTS = 1000;

    private MultipartBody() {}

    static List<Part> parts(BufferedBody body, String contentType, Charset charset)
            throws IOException, ServletException {
        List<Part> parts = new ArrayList<>();
        try {
            FileItemInputIterator items = new Parser(contentType, charset).getItemIterator(body);
            while (items.hasNext()) {
                if (parts.size() == MAX_PARTS) {
                    throw new ServletException("The multipart body has more than " + MAX_PARTS + " parts");
                }
                FileItemInput item = items.next();
                parts.add(new BufferedPart(item, item.getInputStream().readAllBytes()));
            }
        } catch (FileUploadException malformed) {
            throw new ServletException("The multipart body is malformed", malformed);
        }
        return List.copyOf(parts);
    }

    /** Only the parsing of Commons FileUpload is used; nothing of its own storage. */
    private static final class Parser extends AbstractFileUpload<BufferedBody, DiskFileItem, DiskFileItemFactory> {

        private final String contentType;
        private final Charset charset;

        Parser(String contentType, Charset charset) {
            this.contentType = contentType;
            this.charset = charset;
        }

        @Override
        public FileItemInputIterator getItemIterator(BufferedBody body) throws FileUploadException, IOException {
            return getItemIterator(new Context(body, contentType, charset));
        }

        @Override
        public Map<String, List<DiskFileItem>> parseParameterMap(BufferedBody body) throws FileUploadException {
            return parseParameterMap(new Context(body, contentType, charset));
        }

        @Override
        public List<DiskFileItem> parseRequest(BufferedBody body) throws FileUploadException {
            return parseRequest(new Context(body, contentType, charset));
        }
    }

    private record Context(BufferedBody body, String contentType, Charset charset) implements RequestContext {

        @Override
        public String getCharacterEncoding() {
            return charset.name();
        }

        @Override
        public long getContentLength() {
            return body.length();
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public InputStream getInputStream() {
            return body.open();
        }

        @Override
        public boolean isMultipartRelated() {
            return contentType.toLowerCase(Locale.ROOT).startsWith("multipart/related");
        }
    }

    private static final class BufferedPart implements Part {

        private final @Nullable String name;
        private final @Nullable String fileName;
        private final @Nullable String contentType;
        private final FileItemHeaders headers;
        private final byte[] content;

        BufferedPart(FileItemInput item, byte[] content) {
            this.name = item.getFieldName();
            this.fileName = item.getName();
            this.contentType = item.getContentType();
            this.headers = item.getHeaders();
            this.content = content;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(content);
        }

        @Override
        public @Nullable String getContentType() {
            return contentType;
        }

        @Override
        public @Nullable String getName() {
            return name;
        }

        @Override
        public @Nullable String getSubmittedFileName() {
            return fileName;
        }

        @Override
        public long getSize() {
            return content.length;
        }

        @Override
        public void write(String file) throws IOException {
            Files.write(Path.of(file), content);
        }

        @Override
        public void delete() {
            // Nothing outlives the request.
        }

        @Override
        public @Nullable String getHeader(String header) {
            return headers.getHeader(header);
        }

        @Override
        public Collection<String> getHeaders(String header) {
            List<String> values = new ArrayList<>();
            headers.getHeaders(header).forEachRemaining(values::add);
            return values;
        }

        @Override
        public Collection<String> getHeaderNames() {
            List<String> names = new ArrayList<>();
            headers.getHeaderNames().forEachRemaining(names::add);
            return names;
        }
    }
}
