# Makes the accounts and projects of the live tests and prints an API key of each account. Redmine's REST interface is
# off in a new installation, and only this can switch it on.
Setting.rest_api_enabled = '1'

def account(login, zone)
  user = User.new(firstname: login.capitalize, lastname: 'Live', mail: "#{login}@example.invalid", language: 'en')
  user.login = login
  user.password = user.password_confirmation = 'slawatch-redmine-test'
  user.save!
  user.pref.time_zone = zone
  user.pref.save!
  user
end

def role(name, permissions, visibility)
  Role.create!(name: name, permissions: permissions, issues_visibility: visibility)
end

service = IssueCustomField.create!(name: 'Service', field_format: 'string', is_for_all: true, is_filter: true,
                                   tracker_ids: Tracker.pluck(:id))
projects = %w[desk network].map do |name|
  Project.create!(name: name.capitalize, identifier: name, is_public: false, issue_custom_fields: [service],
                  enabled_module_names: ['issue_tracking'], tracker_ids: Tracker.pluck(:id))
end
mail = IssueCategory.create!(project: projects.first, name: 'Mail')

writing = %i[view_issues add_issues edit_issues add_issue_notes delete_issues set_notes_private view_private_notes
             manage_issue_relations manage_subtasks]
writer = role('Live writer', writing, 'all')
reader = role('Live reader', %i[view_issues view_private_notes], 'all')
outsider = role('Live outsider', %i[view_issues], 'own')
# Every writer may set every status.
IssueStatus.pluck(:id).permutation(2).each do |old, new|
  Tracker.pluck(:id).each do |tracker|
    WorkflowTransition.create!(role_id: writer.id, tracker_id: tracker, old_status_id: old, new_status_id: new)
  end
end

{ 'reader' => [reader, 'America/New_York'], 'writer' => [writer, 'UTC'], 'second' => [writer, 'Asia/Shanghai'],
  'customer' => [writer, 'UTC'], 'outsider' => [outsider, 'UTC'] }.each do |login, (role, zone)|
  user = account(login, zone)
  projects.each { |project| Member.create!(principal: user, project: project, roles: [role]) }
  puts "REDMINE_KEY_#{login.upcase}=#{user.api_key}", "REDMINE_ID_#{login.upcase}=#{user.id}"
end
puts "REDMINE_CATEGORY=#{mail.id}", "REDMINE_SERVICE=#{service.id}"
IssueStatus.all.each { |status| puts "REDMINE_STATUS_#{status.name.upcase.tr(' ', '_')}=#{status.id}" }
