require "json"
answer = STDOUT.dup
STDOUT.reopen(STDERR) # what the code prints is no answer
job = JSON.parse(STDIN.read.force_encoding("UTF-8"))
STDIN.reopen(File::NULL)

reply = lambda do |kind, data|
  answer.write(JSON.generate({ "kind" => kind, "data" => data }))
  answer.flush
end

name = job["path"] || "(code)"
$LOAD_PATH.unshift(File.dirname(name)) if job["path"]
begin
  eval(job["source"], TOPLEVEL_BINDING, name, 1)
  *owner, last = job["function"].split(".")
  target = owner.empty? ? self : Object.const_get(owner.join("::"))
  if target.respond_to?(last, owner.empty?)
    reply.call("data", target.send(last, *job["args"]))
  else
    reply.call("missing", job["function"])
  end
rescue Exception => e
  raise if e.is_a?(Interrupt)
  line = (e.backtrace || []).map { |l| l[/\A#{Regexp.escape(name)}:(\d+)/, 1] }.compact.first
  at = line ? " (line #{line.to_i - job["offset"]})" : ""
  reply.call("thrown", "#{e.class}: #{e.message.lines.first.to_s.strip}#{at}")
end
STDOUT.flush
STDERR.flush
exit!(0)
